import { mixerNames } from './config.ts';
import { sourceLayerNames } from '../layers/source/index.ts';
import { aFunction, aText, fields, float32s, integer, listOf, oneOf, recordOf, size } from '../shapes.ts';

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
