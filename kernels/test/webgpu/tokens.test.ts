import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test, vi } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { encodeSafetensors, loadSafetensors, readSource, VLATransformer } from '../../src/model/index.ts';
import { sourceReference } from '../../src/model/source/reference/index.ts';
import { seededRandom } from '../../src/random.ts';
import { layerFile } from '../source/randomFiles.ts';
import { sharedDeviceSession } from '../support/device.ts';

beforeAll(async () => {
  await sharedDeviceSession();
});

test('tokens that are not on the device yet are looked at, and those that are there are not read back', async () => {
  expect(tf.getBackend()).toBe('webgpu');
  const model = new VLATransformer({ vocabulary: 9, length: 8, modelDim: 4, heads: 1, layers: 1, seed: 2 });
  const wrong = tf.tensor2d([[1, 2, 9]], undefined, 'int32');
  expect(() => model.forward(wrong)).toThrow('tokens: is 9 at [0, 2]; expected tokens 0 to 8');
  const read = ['read', 'readSync'].map((name) => vi.spyOn(tf.backend() as never, name as never));
  const next = tf.tidy(() =>
    tf.reshape(tf.argMax(model.forward(tf.tensor2d([[1, 2, 3]], undefined, 'int32')), 2), [1, 3]),
  );
  const output = model.forward(next as tf.Tensor2D);
  for (const spy of read) expect(spy).not.toHaveBeenCalled();
  expect((await output.data()).every(Number.isFinite)).toBe(true);
  vi.restoreAllMocks();
  model.dispose();
});

test('gates that are closed to all bits give what float64 gives', async () => {
  const D = 4;
  const read = readSource(layerFile('DeltaNetAttn', { modelDim: D, width: D, rank: 1, hidden: 0 }, 3));
  const bias = { shape: [D], data: Float32Array.of(-200, -60, -40, 0.5) };
  const tensors = { ...read.tensors, 'Wg.bias': bias } as Parameters<typeof encodeSafetensors>[0]['tensors'];
  const source = loadSafetensors(encodeSafetensors({ tensors, metadata: {} }));
  const x = seededRandom(4).fillNormal(new Float32Array(2 * 21 * D));
  const { output } = source.forward(tf.tensor(x, [2, 21, D]));
  const expected = sourceReference({ ...read, tensors }, { shape: [2, 21, D], data: Float64Array.from(x) }).output;
  expect(relativeError(await output.data(), expected.data)).toBeLessThanOrEqual(2e-5);
  source.dispose();
});
