import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AttentionLayer } from '../../src/layers/index.ts';
import { sourceLayerNames, sourceLayers } from '../../src/layers/source/index.ts';
import type { SourceLayerName } from '../../src/layers/source/index.ts';
import { transformerConfig, VLATransformer, weightCount } from '../../src/model/index.ts';
import type { TransformerOptions } from '../../src/model/index.ts';
import { mixerLayer } from '../../src/model/parts.ts';

beforeAll(() => tf.setBackend('cpu'));

const sizes = { vocabulary: 9, length: 12, modelDim: 12 };

/** What the source's classes are where nothing is said, written down from their code: not from the presets. */
const theirs: Record<SourceLayerName, { readonly layer: string; readonly config: object }> = {
  VLAv3: {
    layer: 'VLALayer',
    config: {
      ...{ variant: 'v3', heads: 1, lambda0: 10, rank: 1, readout: 'memory', errorBound: 0, penaltyScope: 'head' },
      ...{ stabilization: { period: 20, epsilon: 1e-3, deltaFloor: 1e-4 }, leastDenominator: 1e-6 },
    },
  },
  VLALayer: {
    layer: 'VLALayer',
    config: {
      ...{ variant: 'v2', heads: 1, lambda0: 1, rank: 1, readout: 'penalized', errorBound: 10, penaltyScope: 'head' },
      stabilization: { period: 50, epsilon: 1e-5, deltaFloor: 1e-6 },
    },
  },
  VLASequential: {
    layer: 'VLALayer',
    config: {
      ...{ variant: 'v2', heads: 1, lambda0: 1, rank: 1, readout: 'memory', errorBound: 10, penaltyScope: 'head' },
      stabilization: { period: 50, epsilon: 1e-5, deltaFloor: 1e-6 },
    },
  },
  DeltaNetLayer: { layer: 'DeltaNetLayer', config: { heads: 1, strengthLimit: 1, normalizeReadout: false } },
  LinearTransformerLayer: { layer: 'LinearAttentionLayer', config: { heads: 1, features: 'elu+1', epsilon: 1e-6 } },
  VLAv3Attn: {
    layer: 'VLALayer',
    config: {
      ...{ variant: 'v3', heads: 1, lambda0: 0.1, rank: 1, readout: 'memory', errorBound: 0, penaltyScope: 'model' },
      ...{ stabilization: { period: 20, epsilon: 1e-3, deltaFloor: 1e-4 }, leastDenominator: 1e-4 },
    },
  },
  DeltaNetAttn: { layer: 'RowGatedDeltaLayer', config: { heads: 1 } },
  LinearAttn: { layer: 'LinearAttentionLayer', config: { heads: 1, features: 'elu+1', epsilon: 1e-6 } },
  SoftmaxAttn: { layer: 'SoftmaxAttentionLayer', config: { heads: 1 } },
};

const mixerOf = (options: Partial<TransformerOptions>): AttentionLayer =>
  mixerLayer(transformerConfig({ ...sizes, ...options }), 1);

describe.each(sourceLayerNames)('a transformer with the preset %s alone', (preset) => {
  test('mixes by the class as it is where nothing is said', () => {
    const mixer = mixerOf({ preset });
    const { layer, config } = theirs[preset];
    expect(mixer.getClassName()).toBe(layer);
    expect(mixer.getConfig()).toMatchObject({ ...config, modelDim: 12, headDim: 12, useBias: true, convolution: 0 });
  });

  test('says its λ0 and its heads in its configuration, which can be given again', () => {
    const config = transformerConfig({ ...sizes, preset });
    const { lambda0 = 0.1, heads } = theirs[preset].config as { lambda0?: number; heads: number };
    expect(config).toMatchObject({ preset, lambda0, heads, headDim: 12 });
    expect(transformerConfig(config)).toEqual(config);
  });

  test('has as many weights as it is counted to have, of several heads where it can have them', () => {
    const heads = sourceLayers[preset].options.includes('heads' as never) ? 3 : 1;
    const rank = sourceLayers[preset].options.includes('rank' as never) ? 2 : 1;
    const model = new VLATransformer({ ...sizes, preset, heads, rank });
    expect(model.parameterCounts.total).toBe(weightCount(model.config));
    model.dispose();
  });
});

test.each(['VLAv3', 'VLALayer', 'VLASequential', 'VLAv3Attn'] as const)('%s takes another λ0', (preset) => {
  expect(mixerOf({ preset, lambda0: 0.3 }).getConfig()).toMatchObject({ lambda0: 0.3 });
});

test.each(['VLALayer', 'VLASequential', 'DeltaNetLayer', 'LinearTransformerLayer'] as const)(
  '%s takes another size of its head',
  (preset) => {
    expect(mixerOf({ preset, headDim: 5 }).getConfig()).toMatchObject({ headDim: 5, heads: 1 });
  },
);

test.each(['VLAv3Attn', 'DeltaNetAttn', 'LinearAttn', 'SoftmaxAttn'] as const)('%s takes several heads', (preset) => {
  expect(mixerOf({ preset, heads: 3 }).getConfig()).toMatchObject({ heads: 3, headDim: 4 });
});

test.each<[string, Partial<TransformerOptions>]>([
  ['heads: was 2; VLAv3 leaves no choice of them, and has 1', { preset: 'VLAv3', heads: 2 }],
  ['heads: was 3; DeltaNetLayer leaves no choice of them, and has 1', { preset: 'DeltaNetLayer', heads: 3 }],
  ['headDim: was 6; VLAv3 leaves no choice of it, and has 12, the size of the model', { preset: 'VLAv3', headDim: 6 }],
  [
    'headDim: was 12; SoftmaxAttn leaves no choice of it, and has 4, the size of the model divided by the heads',
    { preset: 'SoftmaxAttn', heads: 3, headDim: 12 },
  ],
  ['rank: was 2; VLAv3Attn leaves no choice of it, and has 1', { preset: 'VLAv3Attn', rank: 2 }],
  ['rank: was 2; LinearAttn leaves no choice of it, and has none', { preset: 'LinearAttn', rank: 2 }],
  ['lambda0: was 10; DeltaNetAttn leaves no choice of it, and has none', { preset: 'DeltaNetAttn', lambda0: 10 }],
  ['lambda0: was 0', { preset: 'VLAv3', lambda0: 0 }],
])('refused: %s', (message, options) => {
  expect(() => transformerConfig({ ...sizes, ...options })).toThrow(message);
});
