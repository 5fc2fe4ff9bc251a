import { checkKeys, choiceOption } from '../../ops/validation/options.ts';
import { integerSetting } from '../settings.ts';
import type { Task } from '../types.ts';
import { runningNames, runningTask } from './running.ts';
import type { RunningSettings } from './running.ts';

export interface PermutationSettings extends RunningSettings {
  /** How many things are permuted, 2 to 5. Default 3. */
  readonly things?: number;
  /** "all" permutations (default), or only "swaps" of two things and the one that leaves all where they are. */
  readonly moves?: 'all' | 'swaps';
}

/**
 * Permutations, and after each how all of them together have moved the things. Tokens and answers are the numbers of permutations in
 * lexicographic order, 0 being the one that moves nothing: `things`! tokens. After a token p the state s, which says for each place
 * where its thing came from, is p after s: place i holds what stood in place p_i.
 */
export function permutations(settings: PermutationSettings = {}): Task {
  checkKeys('permutations', settings, ['things', 'moves', ...runningNames]);
  const things = integerSetting('things', settings.things, { least: 2, most: 5, fallback: 3 });
  const choices = ['all', 'swaps'] as const;
  const kind = choiceOption({ name: 'moves', value: settings.moves, fallback: 'all', choices });
  const all = permutationsOf(things);
  const numbers = new Map(all.map((permutation, index) => [permutation.join(), index]));
  const moved = (permutation: readonly number[]): number => permutation.filter((from, place) => from !== place).length;
  const moves = all.flatMap((permutation, index) => (kind === 'all' || moved(permutation) <= 2 ? [index] : []));
  const next = (state: number, token: number): number =>
    numbers.get(all[token]!.map((from) => all[state]![from]!).join())!;
  return runningTask(
    { name: 'permutations', own: { things, moves: kind }, vocabulary: all.length, moves, next },
    settings,
  );
}

/** All orders of 0, …, count − 1, in lexicographic order. */
export function permutationsOf(count: number): readonly (readonly number[])[] {
  integerSetting('count', count, { least: 0, most: 8 });
  const extend = (begun: readonly number[]): (readonly number[])[] =>
    begun.length === count
      ? [begun]
      : Array.from({ length: count }, (_, item) => item)
          .filter((item) => !begun.includes(item))
          .flatMap((item) => extend([...begun, item]));
  return extend([]);
}
