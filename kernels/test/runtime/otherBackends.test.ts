import * as tf from '@tensorflow/tfjs-core';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { beforeEach, describe, expect, test } from 'vitest';
import { deltaNet, openSession, vla } from '../../src/index.ts';
import { VLALayer } from '../../src/layers/index.ts';

const shape = [1, 1, 3, 2];
const numbers = Float32Array.of(0.3, -0.2, 0.1, 0.6, -0.4, 0.5);
const named = (x: tf.Tensor) => ({ q: x, k: x, v: x, u: x });

beforeEach(() => {
  for (const name of tf.engine().backendNames()) tf.removeBackend(name);
});

describe.each(['webgl', 'tensorflow', 'cpu', 'wasm'])('on tfjs’s backend "%s"', (name) => {
  test('tensors are computed', async () => {
    // Named as the other: what matters here is that its numbers can be read and written at once.
    tf.registerBackend(name, () => new MathBackendCPU());
    await tf.setBackend(name);
    const { output, ran } = vla(named(tf.tensor(numbers, shape)), { lambda0: 0.5 });
    const x = { shape, data: numbers };
    const expected = await vla(
      { q: x, k: x, v: x, u: x },
      { lambda0: 0.5, session: await openSession({ backend: 'cpu' }) },
    );
    expect([...output.dataSync()]).toEqual([...expected.output.data]);
    expect(ran.backend).toBe('cpu');
  });
});

test('another backend is named, and what to do', async () => {
  tf.registerBackend('abacus', () => new MathBackendCPU());
  await tf.setBackend('abacus');
  const x = tf.tensor(numbers, shape);
  const message =
    'deltanet: there is nothing for TensorFlow.js\'s backend "abacus"; await openSession({ forTensors: true }) for WebGPU, or ' +
    'import @tensorflow/tfjs-backend-cpu and tf.setBackend("cpu")';
  expect(() => deltaNet({ q: x, k: x, v: x })).toThrow(
    expect.objectContaining({ name: 'DeviceError', fault: 'unavailable', message }) as Error,
  );
});

test('without any backend a layer says what to do', () => {
  const layer = new VLALayer({ modelDim: 4 });
  expect(() => layer.build([null, null, 4])).toThrow(/^VLALayer: TensorFlow\.js has no backend to compute on; await /);
});
