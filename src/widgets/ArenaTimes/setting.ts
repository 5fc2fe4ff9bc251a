import type { MixerName } from '@vla/kernels/model';
import type { RunOptions } from '@vla/kernels/training';
import type { NotRun } from '../../lib/arena/notRun.ts';

/** Mixers whose time grows with the length and not with its square. */
export const mixers = ['vla', 'deltanet', 'linear'] as const satisfies readonly MixerName[];
export type TimedMixer = (typeof mixers)[number];

/** Tokens of the steps that are timed, at most, unless a single sequence has more: what a small device holds. */
const MOST_TOKENS = 2 ** 13;

/** Steps of a measurement: shaders are compiled in the first one, which does not count. */
const STEPS = 3;

/** As many sequences of a preset's batch as are timed at once. */
export function timedSequences({ tokens, batchSize }: NotRun['preset']): number {
  return Math.min(batchSize, Math.max(1, Math.floor(MOST_TOKENS / tokens)));
}

/**
 * Some steps of a preset's model at its length, with a question at the end of each sequence. What a step takes depends on the sizes and not on
 * what the tokens say, so these are drawn at random, and no file is needed.
 */
export function optionsOf(preset: NotRun['preset'], mixer: TimedMixer): RunOptions {
  const { modelDim, layers, heads, feedForwardDim, recompute } = preset.model;
  const pairs = 1;
  return {
    task: { name: 'delayed-recall', settings: { pairs, delay: preset.tokens - 2 * pairs - 1, vocabulary: 256 } },
    model: { mixer, modelDim, layers, heads, feedForwardDim, ...(recompute && { recompute }) },
    training: { steps: STEPS, batchSize: timedSequences(preset) },
    seed: 1,
  };
}

/** Hours that a preset's training takes where the timed steps take so many milliseconds each. */
export function hoursOf(preset: NotRun['preset'], milliseconds: number): number {
  return (preset.steps * (preset.batchSize / timedSequences(preset)) * milliseconds) / 3_600_000;
}
