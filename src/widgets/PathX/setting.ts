import type { MixerName } from '@vla/kernels/model';
import { pathfinderArchiveTokens } from '@vla/kernels/tasks';
import { pathXArena, type RunOptions } from '@vla/kernels/training';

/** Tokens of a picture of Path-X, and of a smaller one that is measured first: the pixels one after the other, and a token that asks. */
export const longTokens = pathXArena.full.tokens;
export const shortTokens = pathXArena.tiny.tokens;

/** Mixers whose time grows with the length and not with its square. */
export const mixers = ['vla', 'deltanet', 'linear'] as const satisfies readonly MixerName[];

/** Grey levels, the token that asks, and an answer for each label. */
const vocabulary = pathfinderArchiveTokens.yes + 1;

/** Of the arena’s model. At the one position that asks, a head of two answers saves nothing to speak of. */
const { modelDim, layers, heads, feedForwardDim } = pathXArena.full.model;

/**
 * Two steps of the arena’s model on one sequence with a single question at its end. What a step takes depends on the sizes and not on
 * what the tokens say, so these are drawn at random.
 */
export function optionsAt({ mixer, tokens }: { readonly mixer: MixerName; readonly tokens: number }): RunOptions {
  const pairs = 1;
  return {
    task: { name: 'delayed-recall', settings: { pairs, delay: tokens - 2 * pairs - 1, vocabulary } },
    model: { mixer, modelDim, layers, heads, feedForwardDim },
    training: { steps: 2, batchSize: 1 },
    seed: 1,
  };
}

/** Days that the published training of Path-X takes where a sequence takes so long. */
export function daysOfFullRun(milliseconds: number): number {
  const { steps, batchSize } = pathXArena.full;
  return (steps * batchSize * milliseconds) / 86_400_000;
}
