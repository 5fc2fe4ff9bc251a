import type { MixerName } from '../../model/index.ts';
import type { ArenaPreset } from './types.ts';
import { operatorNames } from '../../ops/labels.ts';
import { count, fields, oneOf, size } from '../../shapes.ts';

/** What a run costs, counted from its sizes. A lower bound: norms, the head and the optimiser are not in it. */
export interface RunCost {
  /** Weights of the blocks' matrices, which are what a token is multiplied with. */
  readonly parameters: number;
  /** Floating-point operations of a training step for each token, forwards and backwards. */
  readonly flopPerToken: number;
  /** Of the whole run. */
  readonly flop: number;
}

/** The sizes that a cost follows from. */
export type CostedRun = Pick<ArenaPreset, 'tokens' | 'model' | 'batchSize' | 'steps'>;

interface Sizes {
  readonly tokens: number;
  readonly width: number;
  readonly heads: number;
  readonly headDim: number;
}

/**
 * Forward operations of a token in one mixer besides its projections, a multiplication and an addition being two. Each number of
 * a state is read (2) and written (2) by linear attention; DeltaNet reads it once more, for what it already has of a key (2), and
 * gated DeltaNet multiplies it with its gate (1); VLA does with the inverse of its penalty what DeltaNet does with its memory.
 */
const operations: Readonly<Record<MixerName, (sizes: Sizes) => number>> = {
  linear: ({ heads, headDim }) => 4 * heads * headDim ** 2,
  deltanet: ({ heads, headDim }) => 6 * heads * headDim ** 2,
  gatedDelta: ({ heads, headDim }) => 7 * heads * headDim ** 2,
  vla: ({ heads, headDim }) => 12 * heads * headDim ** 2,
  // All keys, and all values, whether they are hidden or not.
  softmax: ({ tokens, width }) => 4 * tokens * width,
};

/** A backward pass costs twice its forward pass. */
const PASSES = 3;

const costed = fields({
  ...{ tokens: size, batchSize: size, steps: size },
  model: fields({ modelDim: size, layers: size, heads: size, feedForwardDim: count }),
});

/** What it costs to train a preset with a mixer. */
export function costOf(run: CostedRun, mixer: MixerName): RunCost {
  costed('run', run);
  oneOf(...operatorNames)('mixer', mixer);
  const { tokens, model, batchSize, steps } = run;
  const { modelDim, layers, heads, feedForwardDim, headDim = modelDim / heads } = model;
  const width = heads * headDim;
  const parameters = layers * (4 * modelDim * width + 2 * modelDim * feedForwardDim);
  const operator = layers * operations[mixer]({ tokens, width, heads, headDim });
  const flopPerToken = PASSES * (2 * parameters + operator);
  return { parameters, flopPerToken, flop: steps * batchSize * tokens * flopPerToken };
}
