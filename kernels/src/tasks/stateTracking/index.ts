export { permutations, permutationsOf } from './permutations.ts';
export type { PermutationSettings } from './permutations.ts';
export type { RunningSettings } from './running.ts';
export { modularAddition, parity } from './sums.ts';
export type { ModularAdditionSettings } from './sums.ts';
