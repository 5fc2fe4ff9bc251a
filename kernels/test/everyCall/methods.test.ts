import '@tensorflow/tfjs-backend-cpu';
import { setBackend, tensor as tfTensor, zeros } from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import * as main from '../../src/index.ts';
import * as layers from '../../src/layers/index.ts';
import { VLATransformer } from '../../src/model/index.ts';
import { TrainingRun } from '../../src/training/index.ts';
import { options as modelOptions } from './higherCalls.ts';
import { memorySizes, trackedSizes } from './layerCalls.ts';
import { complaints } from './tries.ts';
import type { Call } from './tries.ts';
import { decoderSizes, token } from './values.ts';

/* As everyCall.test.ts, of the methods of what calls return: each is tried on one that is made anew. */

type Methods = Readonly<Record<string, () => readonly unknown[]>>;
type Made = Readonly<Record<string, unknown>>;

const session = await main.openSession({ backend: 'cpu' });
const tokens = (): Tensor2D => tfTensor([1, 2, 3], [1, 3], 'int32') as Tensor2D;
const x = () => zeros([1, 3, 4]);
const { u, ...others } = token();

const ofDecoder = (one: () => object): Methods => {
  const many = () =>
    Object.fromEntries(
      Object.entries(one()).map(([name, { shape, data }]) => [name, { shape: [1, 1, 1, shape[2]], data }]),
    );
  const readback = { readback: 'all' };
  return {
    step: () => [one(), readback],
    stepMany: () => [many(), readback],
    settled: () => [],
    state: () => [],
    dispose: () => [],
  };
};
const ofLayer: Methods = {
  forward: () => [x(), undefined, { lengths: [2], padding: 'left' }],
  call: () => [x(), {}],
  setNamedWeights: () => [{}],
  namedWeights: () => [],
};

const things: readonly (readonly [name: string, make: () => unknown, methods: Methods])[] = [
  ['a session', () => main.openSession({ backend: 'cpu' }), { dispose: () => [] }],
  [
    'openVlaDecoder',
    () => main.openVlaDecoder({ sizes: decoderSizes(), options: { lambda0: 1 }, session }),
    ofDecoder(() => ({ ...others, u })),
  ],
  ['openDeltaNetDecoder', () => main.openDeltaNetDecoder({ sizes: decoderSizes(), session }), ofDecoder(() => others)],
  [
    'openGatedDeltaDecoder',
    () => main.openGatedDeltaDecoder({ sizes: decoderSizes(), session }),
    ofDecoder(() => others),
  ],
  [
    'openLinearAttentionDecoder',
    () => main.openLinearAttentionDecoder({ sizes: decoderSizes(), session }),
    ofDecoder(() => others),
  ],
  ...(
    [
      'VLALayer',
      'DeltaNetLayer',
      'GatedDeltaLayer',
      'LinearAttentionLayer',
      'RowGatedDeltaLayer',
      'SoftmaxAttentionLayer',
    ] as const
  ).map(
    (name) =>
      [
        name,
        () => new layers[name]({ modelDim: 4, heads: 2 }),
        { ...ofLayer, ...(name === 'VLALayer' && { applyWithStats: () => [x()] }) },
      ] as const,
  ),
  [
    'InversePenaltyTracker',
    () => new layers.InversePenaltyTracker({ ...trackedSizes, lambda0: 1 }),
    { update: () => [zeros([1, 1, 1, 2])], reset: () => [], dispose: () => [] },
  ],
  [
    'MemoryMatrixManager',
    () => new layers.MemoryMatrixManager(memorySizes),
    {
      write: () => [{ k: zeros([1, 1, 2]), v: zeros([1, 1, 2]), alpha: zeros([1, 1, 2]) }],
      read: () => [zeros([1, 1, 2])],
      reset: () => [],
      dispose: () => [],
    },
  ],
  [
    'VLATransformer',
    () => new VLATransformer(modelOptions),
    {
      forward: () => [tokens(), { lengths: [2], padding: 'left' }],
      hidden: () => [tokens(), { lengths: [2], padding: 'left' }],
      forwardAt: () => [tokens(), { indices: tfTensor([1], [1], 'int32'), places: tfTensor([1, 0, 1], [3], 'int32') }],
      advance: () => [tokens(), undefined, { lengths: [2], padding: 'left' }],
      dispose: () => [],
    },
  ],
  [
    'TrainingRun',
    () =>
      new TrainingRun({
        task: { name: 'mqar', settings: { pairs: 1, vocabulary: 16 } },
        model: { modelDim: 4, heads: 1, layers: 1 },
        training: { steps: 1, batchSize: 2 },
      }),
    {
      train: () => [{ until: 1 }],
      evaluate: () => [{ split: 'test', batches: 1, batchSize: 2 }],
      checkpoint: () => [],
      dispose: () => [],
    },
  ],
];

beforeAll(() => setBackend('cpu'));

describe.each(things)('%s', (_, make, methods) => {
  test.each(Object.keys(methods))('%s', async (name) => {
    const call: Call = async (...args) => {
      const made = (await make()) as Made;
      return Reflect.apply(made[name] as Call, made, args);
    };
    expect(await complaints(call, methods[name]!)).toEqual([]);
  });
});
