import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { linearAttention, loadWasm } from '../../src/index.ts';
import { withoutKernels } from '../../src/runtime/wasm/module.ts';

beforeAll(async () => {
  await loadWasm();
  await tf.setBackend('wasm');
});
afterEach(() => tf.disposeVariables());

const shape: [number, number, number, number] = [1, 2, 9, 5];
const inputs = () => {
  const [q, k, v] = [1, 2, 3].map((seed) => tf.randomUniform(shape, 0, 1, 'float32', seed) as tf.Tensor4D);
  return { q: q!, k: k!, v: v! };
};

test('tensors of the backend "wasm" are computed where they are, and freed', () => {
  const given = inputs();
  const before = tf.memory().numTensors;
  const { output, finalMemory, finalNormalizer, ran } = linearAttention(given);
  expect(ran).toMatchObject({ backend: 'wasm', form: 'recurrent', adapter: { label: 'CPU (float32, WebAssembly)' } });
  expect(tf.memory().numTensors).toBe(before + 3);
  expect(output.shape).toEqual(shape);
  tf.dispose([given, output, finalMemory, finalNormalizer]);
  expect(tf.memory().numTensors).toBe(before - 3);
});

test('a call that diverges leaves nothing behind', () => {
  const { q, k, v } = inputs();
  const huge = tf.fill(shape, 3e38) as tf.Tensor4D;
  const before = tf.memory().numTensors;
  expect(() => linearAttention({ q, k: huge, v: huge })).toThrow(/diverged at step 0 of batch 0, head 0/);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([q, k, v, huge]);
});

test('kernels that are hidden are not used, and afterwards they are', () => {
  const given = inputs();
  const backend = (): string => {
    const { ran, ...tensors } = linearAttention(given);
    tf.dispose(tensors);
    return ran.backend;
  };
  const back = withoutKernels();
  const hidden = backend();
  back();
  expect([hidden, backend()]).toEqual(['cpu', 'wasm']);
  tf.dispose(given);
});
