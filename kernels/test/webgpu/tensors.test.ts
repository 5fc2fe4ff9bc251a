import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { deltaNet, linearAttention, softmaxAttention, vla } from '../../src/index.ts';
import type { HostTensor, RunReport, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';
import { sharedDeviceSession } from '../support/device.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await sharedDeviceSession();
});

const random = seededRandom(11);
const sizes = { B: 2, H: 2, T: 70, R: 2, D: 16, Dv: 12 };
const inputs = vlaInputs(random, sizes);
const { q, k, v } = inputs;
const initialMemory = normals(random, 2, 2, 12, 16);
const initialInverse = positiveDefinite(random, 2, 2, 16);
const positive = (tensor: HostTensor): HostTensor => ({ shape: tensor.shape, data: tensor.data.map(Math.exp) });
const features = { q: positive(q), k: positive(k), v, initialMemory };

type Inputs = Record<string, HostTensor>;
const toTensors = (given: Inputs): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(given).map(([name, { shape, data }]) => [name, tf.tensor(Float32Array.from(data), [...shape])]),
  );

const calls: [string, Inputs, (given: never, options?: object) => unknown][] = [
  [
    'vla by steps',
    { ...inputs, initialMemory, initialInverse },
    (given, more) => vla(given, { lambda0: 1, keepIntermediates: true, ...more }),
  ],
  ['vla by chunks', { ...inputs }, (given, more) => vla(given, { lambda0: 0.5, form: 'chunk', ...more })],
  ['deltaNet', { q, k, v, initialMemory }, (given, more) => deltaNet(given, { ...more })],
  ['linearAttention', features, (given, more) => linearAttention(given, { ...more })],
  ['softmaxAttention', { q, k, v }, (given, more) => softmaxAttention(given, { ...more })],
];

describe.each(calls)('%s on tfjs’s device', (_, given, call) => {
  test('tensors give what arrays give, at once and without a copy to the processor', async () => {
    const expected = (await call(given as never, { session })) as Record<string, HostTensor>;
    const result = call(toTensors(given) as never) as Record<string, tf.Tensor> & { ran: RunReport };
    expect(result.ran).toMatchObject({ backend: 'webgpu', adapter: session.adapter });
    expect(result.ran.dispatches).toBeGreaterThan(0);
    for (const [name, { shape, data }] of Object.entries(expected).filter(([key]) => key !== 'ran')) {
      expect(result[name]!.shape, name).toEqual(shape);
      expect(relativeError((await result[name]!.data()) as Float32Array, data), name).toBeLessThanOrEqual(1e-6);
    }
    await session.settled();
  });

  test('memory stays flat', async () => {
    const tensors = toTensors(given);
    const once = () => {
      const { ran: _ran, ...results } = call(tensors as never) as Record<string, tf.Tensor>;
      tf.dispose(results);
    };
    once();
    await session.settled();
    const before = tf.memory() as tf.MemoryInfo & { numBytesInGPU: number };
    for (let i = 0; i < 5; i++) once();
    await session.settled();
    const after = tf.memory() as tf.MemoryInfo & { numBytesInGPU: number };
    expect(after.numTensors).toBe(before.numTensors);
    expect(after.numBytesInGPU).toBe(before.numBytesInGPU);
    tf.dispose(tensors);
  });
});

test('tensors that other operations have just produced are ready', async () => {
  const tensors = toTensors({ q, k, v });
  const doubled = { ...tensors, v: tf.mul(tensors['v']!, 2) };
  const plain = softmaxAttention(tensors as never) as unknown as { output: tf.Tensor };
  const twice = softmaxAttention(doubled as never) as unknown as { output: tf.Tensor };
  const expected = (await plain.output.data()).map((x) => 2 * x);
  expect(relativeError((await twice.output.data()) as Float32Array, expected)).toBeLessThanOrEqual(1e-6);
});
