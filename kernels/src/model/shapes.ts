import type { Tensor } from '@tensorflow/tfjs-core';
import { checkIsTensor } from '../layers/arguments.ts';
import { checkRank, checkShape } from '../ops/validation/tensors.ts';
import type { Places } from '../ops/call/padding.ts';
import { ArgumentError } from '../errors.ts';
import { numbersAtHand } from '../runtime/numbersAtHand.ts';
import { checkTokenNumbers } from './tokenNumbers.ts';
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

/** Throws ArgumentError unless tokens [B,T] are integers and, where their numbers are in ordinary memory, of the vocabulary: none is read from a device. */
export function checkTokens(tokens: Tensor, vocabulary: number, places: Places | null = null): void {
  if (tokens.dtype !== 'int32') throw new ArgumentError('tokens', `is of ${tokens.dtype}; expected int32`);
  const data = numbersAtHand(tokens);
  if (data) checkTokenNumbers('tokens', { shape: tokens.shape, data }, vocabulary, places);
}

/** Throws ArgumentError unless `asked` says which of so many positions there are, and where each of all is among them. */
export function checkSelection(asked: unknown, positions: number): void {
  checkKeys('asked', asked, ['indices', 'places']);
  const { indices, places } = asked as Readonly<Record<string, unknown>>;
  checkIsTensor('asked.indices', indices, '[N]');
  checkRank('asked.indices', indices.shape, [1], '[N]');
  checkIsTensor('asked.places', places, '[B·T]');
  checkShape('asked.places', places.shape, [positions], '[B·T]');
  const data = numbersAtHand(indices) ?? [];
  for (let i = 0; i < data.length; i++) {
    if (Number.isSafeInteger(data[i]) && data[i]! >= 0 && data[i]! < positions) continue;
    throw new ArgumentError('asked.indices', `is ${data[i]} at [${i}]; expected positions 0 to ${positions - 1}`);
  }
}
