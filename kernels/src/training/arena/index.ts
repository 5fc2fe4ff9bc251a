export { costOf } from './cost.ts';
export type { CostedRun, RunCost } from './cost.ts';
export { listOpsArena } from './listops.ts';
export { arenaRun } from './runOf.ts';
export type { ArenaModel, ArenaPreset, ArenaPresets, PresetSources, Source } from './types.ts';
