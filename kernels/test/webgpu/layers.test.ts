import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AttentionLayer } from '../../src/layers/index.ts';
import {
  DeltaNetLayer,
  GatedDeltaLayer,
  LinearAttentionLayer,
  SoftmaxAttentionLayer,
  VLALayer,
} from '../../src/layers/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';
import { sharedDeviceSession } from '../support/device.ts';

const [B, T, modelDim, heads] = [2, 70, 32, 2];
const common = { modelDim, heads, seed: 1 };
const numbers = seededRandom(1).fillNormal(new Float32Array(B * T * modelDim));
const input = (): tf.Tensor3D => tf.tensor3d(numbers, [B, T, modelDim]);

const layers: [string, () => AttentionLayer][] = [
  ['VLALayer v1', () => new VLALayer({ ...common, variant: 'v1', lambda0: 1 })],
  ['VLALayer v2', () => new VLALayer({ ...common, variant: 'v2', lambda0: 10 })],
  ['VLALayer v3', () => new VLALayer({ ...common, rank: 2 })],
  ['DeltaNetLayer', () => new DeltaNetLayer(common)],
  ['GatedDeltaLayer', () => new GatedDeltaLayer(common)],
  ['LinearAttentionLayer', () => new LinearAttentionLayer(common)],
  ['SoftmaxAttentionLayer', () => new SoftmaxAttentionLayer(common)],
];

beforeAll(async () => {
  await sharedDeviceSession();
});

/** The layer's output on a backend of tfjs; equal seeds make equal weights. */
async function outputOn(backend: string, create: () => AttentionLayer): Promise<ArrayLike<number>> {
  expect(await tf.setBackend(backend)).toBe(true);
  expect(tf.getBackend()).toBe(backend);
  const x = input();
  const layer = create();
  const output = layer.apply(x) as tf.Tensor;
  const data = await output.data();
  tf.dispose([output, x]);
  layer.dispose();
  return data;
}

describe('layers on the device agree with the CPU', () => {
  test.each(layers)('%s', async (_, create) => {
    const expected = await outputOn('cpu', create);
    const actual = await outputOn('webgpu', create);
    expect(relativeError(actual, expected)).toBeLessThanOrEqual(2e-5);
  });
});

describe('memory on the device', () => {
  test.each(layers)('%s: apply leaves one tensor', async (_, create) => {
    await tf.setBackend('webgpu');
    const x = input();
    const layer = create();
    (layer.apply(x) as tf.Tensor).dispose();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) {
      const output = layer.apply(x) as tf.Tensor;
      expect(tf.memory().numTensors).toBe(before + 1);
      await output.data();
      output.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
    layer.dispose();
  });
});

test('statistics are read off the device', async () => {
  const layer = new VLALayer({ ...common, stabilization: { period: 10, epsilon: 0.01 } });
  await tf.setBackend('cpu');
  const onCpu = await new VLALayer({ ...common, stabilization: { period: 10, epsilon: 0.01 } }).applyWithStats(input());
  await tf.setBackend('webgpu');
  const { stats } = await layer.applyWithStats(input());
  const flat = (values: number[][]): number[] => values.flat();
  for (const name of ['memoryNorm', 'inverseNorm', 'conditionNumber'] as const) {
    expect(relativeError(flat(stats[name]), flat(onCpu.stats[name])), name).toBeLessThanOrEqual(2e-5);
  }
  expect(stats.skippedUpdates).toEqual(onCpu.stats.skippedUpdates);
});
