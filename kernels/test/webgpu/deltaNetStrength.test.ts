import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { TrainingRun } from '../../src/training/index.ts';
import { sharedDeviceSession } from '../support/device.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await sharedDeviceSession();
});
afterEach(() => {
  delete (session.device as Partial<GPUDevice>).createShaderModule;
});

const runOf = (headDim: number, strengthLimit: number): TrainingRun =>
  new TrainingRun({
    task: { name: 'parity', settings: { length: 12 } },
    model: { mixer: 'deltanet', modelDim: 8, layers: 1, heads: 2, headDim, strengthLimit, normalizeReadout: true },
    training: { steps: 3, batchSize: 4, learningRate: 0.01, warmup: 1 },
    seed: 7,
  });

async function trainedOn(backend: string): Promise<{ losses: number[]; weights: number[] }> {
  expect(await tf.setBackend(backend)).toBe(true);
  const run = runOf(4, 2);
  const losses: number[] = [];
  await run.train({ onStep: ({ loss }) => losses.push(loss) });
  const parts = await Promise.all(run.model.parameters.map(({ variable }) => variable.data()));
  run.dispose();
  return { losses, weights: parts.flatMap((part) => [...part]) };
}

test('training with strengths up to 2 agrees with the CPU', async () => {
  const expected = await trainedOn('cpu');
  const actual = await trainedOn('webgpu');
  expect(relativeError(actual.losses, expected.losses)).toBeLessThanOrEqual(2e-5);
  expect(relativeError(actual.weights, expected.weights)).toBeLessThanOrEqual(1e-3);
});

test('a device that is right with strengths up to 1 alone is noticed where they reach 2', async () => {
  const create = GPUDevice.prototype.createShaderModule;
  session.device.createShaderModule = (descriptor) => {
    const code = descriptor.code.replace(/= beta\[token\];/g, '= min(beta[token], 1.0);');
    return create.call(session.device, { ...descriptor, code });
  };
  expect(await tf.setBackend('webgpu')).toBe(true);
  const small = runOf(9, 1);
  await small.train();
  expect(small.step).toBe(3);
  small.dispose();
  const large = runOf(9, 2);
  await expect(large.train()).rejects.toMatchObject({ name: 'DeviceError', fault: 'self-check' });
  expect(large.step).toBe(0);
  large.dispose();
});
