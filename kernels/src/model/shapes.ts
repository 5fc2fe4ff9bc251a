import { checkIsTensor } from '../layers/arguments.ts';
import { checkRank } from '../ops/validation/tensors.ts';
import { ArgumentError } from '../errors.ts';
import { checkKeys } from '../arguments.ts';
import { mixerNames } from './config.ts';
import { sourceLayerNames } from '../layers/source/index.ts';
import {
  aFunction,
  aText,
  fields,
  float32s,
  integer,
  isObject,
  listOf,
  oneOf,
  recordOf,
  shape,
  size,
} from '../shapes.ts';

/* Models and their weights, where they are arguments. */

export const aConfig = fields({
  ...{ vocabulary: size, length: size, modelDim: size, layers: size, heads: size, headDim: size },
  ...{ feedForwardDim: integer(0), convolution: integer(0), classes: integer(0), rank: size },
  ...{ mixer: oneOf(...mixerNames), preset: oneOf('none', ...sourceLayerNames), positions: aText },
});

const variable = fields({ shape: listOf(integer(0)), assign: aFunction, data: aFunction });

export const aModel = fields({
  config: aConfig,
  parameters: listOf(fields({ name: aText, variable })),
  advance: aFunction,
  forward: aFunction,
});

export const tensorsByName = recordOf(fields({ shape: listOf(integer(0)), data: float32s }));
export const aTensorFile = fields({ tensors: tensorsByName, metadata: recordOf(aText) });

/** How long sequences of tokens are. Throws ArgumentError unless they are a tensor [B,T], and the state before them is of so many blocks. */
export function lengthOf(tokens: unknown, state: unknown, blocks: number): number {
  checkIsTensor('tokens', tokens, '[B,T]');
  checkRank('tokens', tokens.shape, [2], '[B,T]');
  if (state !== undefined) {
    fields({ blocks: listOf(shape('the state of a block', isObject)), step: integer(0) })('state', state);
    const { length } = (state as { readonly blocks: readonly unknown[] }).blocks;
    if (length !== blocks)
      throw new ArgumentError('state.blocks', `has ${length}; expected ${blocks}, as the model has`);
  }
  return tokens.shape[1]!;
}

/** Throws ArgumentError unless `asked` says which positions there are, and where each of all is among them. */
export function checkSelection(asked: unknown): void {
  checkKeys('asked', asked, ['indices', 'places']);
  const { indices, places } = asked as Readonly<Record<string, unknown>>;
  checkIsTensor('asked.indices', indices, '[N]');
  checkIsTensor('asked.places', places, '[B·T]');
}
