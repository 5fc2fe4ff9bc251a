import * as tf from '@tensorflow/tfjs-core';
// It registers the gradients of tfjs's own operations.
import '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { DeltaNetLayer, SoftmaxAttentionLayer, VLALayer } from '../../src/layers/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';
import { sharedDeviceSession } from '../support/device.ts';

const [B, T, modelDim] = [2, 6, 8];
const lengths = [6, 4];
const args = { modelDim, heads: 2, convolution: 3, useBias: true, seed: 1 };

beforeAll(async () => {
  await sharedDeviceSession();
  await tf.setBackend('webgpu');
});

test.each([
  ['VLALayer', () => new VLALayer(args)],
  ['DeltaNetLayer', () => new DeltaNetLayer(args)],
  ['SoftmaxAttentionLayer', () => new SoftmaxAttentionLayer(args)],
])('%s: lengths and masks of padded sequences, and their gradient', async (_, create) => {
  const layer = create();
  const x = tf.tensor3d(seededRandom(2).fillNormal(new Float32Array(B * T * modelDim)), [B, T, modelDim]);
  const short = tf.slice(x, [1, 2, 0], [1, 4, -1]);
  const mask = tf.tensor2d([1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1], [B, T], 'bool');
  const own = await layer.forward(short).output.data();
  const ofShort = (output: tf.Tensor) => tf.slice(output, [1, 2, 0], [1, 4, -1]).data();
  const { output } = layer.forward(x, undefined, { lengths, padding: 'left' });
  expect(relativeError(await ofShort(output), own)).toBeLessThan(2e-5);
  expect(relativeError(await ofShort(layer.apply(x, { mask }) as tf.Tensor), own)).toBeLessThan(2e-5);
  const padding = await tf.slice(output, [1, 0, 0], [1, 2, -1]).data();
  expect(padding.every((value) => value === 0)).toBe(true);

  const gradientOf = tf.grad((given) => tf.sum(tf.square(layer.apply(given, { mask }) as tf.Tensor)));
  const ownGradient = tf.grad((given) => tf.sum(tf.square(layer.forward(given).output)))(short);
  expect(relativeError(await ofShort(gradientOf(x)), await ownGradient.data())).toBeLessThan(1e-3);
});
