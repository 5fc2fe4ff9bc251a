import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { WebGpuSession } from '../../src/index.ts';
import { mixerNames } from '../../src/model/index.ts';
import type { MixerName } from '../../src/model/index.ts';
import { TrainingRun } from '../../src/training/index.ts';
import { sharedDeviceSession } from '../support/device.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await sharedDeviceSession();
});

/** Stores to buffers of some names write zeros from now on, in shaders that were not compiled before. */
function breakStores(names: string): void {
  const { device } = session;
  const create = GPUDevice.prototype.createShaderModule;
  device.createShaderModule = (descriptor) => {
    const store = new RegExp(`\\b(${names})\\[([^=;]+)\\] = ([^;]+);`, 'g');
    return create.call(device, { ...descriptor, code: descriptor.code.replace(store, '$1[$2] = 0.0 * ($3);') });
  };
}

afterEach(() => {
  delete (session.device as Partial<GPUDevice>).createShaderModule;
});

/** A run whose shaders no other has: their text depends on the size of a head. */
const runOf = (mixer: MixerName, headDim: number): TrainingRun =>
  new TrainingRun({
    task: { name: 'mqar', settings: { pairs: 2, vocabulary: 13 } },
    model: { mixer, modelDim: 8, layers: 1, heads: 2, headDim },
    training: { steps: 2, batchSize: 2 },
  });

const sized = mixerNames.map((mixer, i) => ({ mixer, size: 5 + 6 * i }));

// First, for some shaders have one text for all sizes, and stay compiled as they are.
test.each(sized)(
  'training of $mixer on a device that computes right leaves nothing behind',
  async ({ mixer, size }) => {
    const run = runOf(mixer, size + 2);
    const { numTensors } = tf.memory();
    await run.train();
    expect(run.step).toBe(2);
    expect(tf.memory().numTensors).toBe(numTensors);
    run.dispose();
  },
);

describe.each(sized)('training of $mixer on a device', ({ mixer, size }) => {
  test.each([
    { what: 'gradients', names: '[qkvu]Gradient', message: /the gradient of [qkvu]: relative error/, headDim: size },
    { what: 'outputs', names: 'output', message: /the output: relative error/, headDim: size + 1 },
  ])('whose $what are zeros ends before the first step', async ({ names, message, headDim }) => {
    breakStores(names);
    const run = runOf(mixer, headDim);
    const { numTensors } = tf.memory();
    const steps: number[] = [];
    for (let i = 0; i < 2; i++) {
      await expect(run.train({ onStep: ({ step }) => steps.push(step) })).rejects.toMatchObject({
        name: 'DeviceError',
        fault: 'self-check',
        message: expect.stringMatching(message) as string,
      });
    }
    expect(steps).toEqual([]);
    expect(run.step).toBe(0);
    expect(tf.memory().numTensors).toBe(numTensors);
    run.dispose();
  });
});

test('a preset is checked with its own options: its gradient has other shaders', async () => {
  breakStores('products');
  const run = new TrainingRun({
    task: { name: 'mqar', settings: { pairs: 8 } },
    model: { mixer: 'vla', preset: 'VLALayer', modelDim: 9, layers: 1, heads: 1 },
    training: { steps: 1, batchSize: 2 },
  });
  await expect(run.train()).rejects.toMatchObject({ name: 'DeviceError', fault: 'self-check' });
  expect(run.step).toBe(0);
  run.dispose();
});
