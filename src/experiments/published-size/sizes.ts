import type { TaskChoice } from '@vla/kernels/training';
import type { Recipe } from '../../lib/training/recipe.ts';

/** The published model: of width 128, with four heads of 32 in each of two blocks. */
export const model: Recipe['model'] = { modelDim: 128, layers: 2, heads: 4, headDim: 32, positions: 'learned' };

/** Size of a head: with as many pairs, one memory of it is full. */
export const headSize = 32;

export const batchSize = 64;
export const steps = 3000;

/** 63 keys, 63 values, and the blank, which stands nowhere where pairs and queries are all there is. */
export const vocabulary = 128;

/** Pairs one after the other, then a query for each of them. */
export const recallOf = (pairs: number): TaskChoice => ({
  name: 'mqar',
  settings: { pairs, vocabulary, distractors: 'blank' },
});

/** Pairs of the tests of length, and the task at a length: what the pairs and their queries leave is blank. */
export const pairsInLengths = 8;
export const recallIn = (length: number): TaskChoice => ({
  name: 'mqar',
  settings: { pairs: pairsInLengths, length, vocabulary, distractors: 'blank' },
});

/** Every mixer tries these. The first is the published one. */
export const rates: readonly number[] = [0.0003, 0.001, 0.003, 0.01];

/** What the experiments on recall have in common: rates are chosen at 16 pairs. */
export const recall = { task: recallOf, choosing: 16, unit: 'pairs' } as const;

/** Looks at the validation stream on the way: a run ends once two in a row find so much of it answered right. */
export const followed = { every: 60, sequences: 256, solved: 0.999 } as const;

/** Sequences of the validation stream on which a learning rate is judged. */
export const judgedOn = 256;

/** Sequences of the test, one stream for all runs that are compared. */
export const testedOn = 1024;
