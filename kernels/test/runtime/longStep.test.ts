import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { measureStep } from '../../src/training/index.ts';
import type { TfjsWasmBackend } from '../../src/runtime/wasm/tfjsHeap.ts';
import { testLongStep } from '../support/longStep.ts';

const options = { vocabulary: 9, length: 8, modelDim: 4, layers: 1, heads: 1 };

describe('in WebAssembly', () => {
  beforeAll(() => tf.setBackend('wasm'));

  testLongStep(['full', 'tiny'], async (counted) => {
    // All of tfjs's memory, which never shrinks and grows by a fifth at least.
    const { buffer } = (tf.backend() as unknown as TfjsWasmBackend).wasm.asm.memory;
    expect(buffer.byteLength).toBeLessThan(2 ** 30);
    expect(counted).toBeLessThan(2 ** 29);
  });

  test('what a step took is free after it, and the memory is no longer followed', async () => {
    const before = tf.memory();
    const { _malloc } = (tf.backend() as unknown as TfjsWasmBackend).wasm;
    const [first, second] = [await measureStep(options), await measureStep(options)];
    expect(second).toMatchObject({ bytes: first.bytes, loss: first.loss, gradientNorm: first.gradientNorm });
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
    expect((tf.backend() as unknown as TfjsWasmBackend).wasm._malloc).toBe(_malloc);
  });
});

test('where memory is the garbage collector’s it can not be followed', async () => {
  await tf.setBackend('cpu');
  await expect(measureStep(options)).rejects.toThrow('backend: was "cpu"; expected "webgpu" or "wasm"');
  await expect(measureStep(options, { batchSize: 0 })).rejects.toThrow('batchSize: was 0');
});
