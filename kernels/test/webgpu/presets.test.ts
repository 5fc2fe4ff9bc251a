import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { sourceLayerNames, sourceLayers } from '../../src/layers/source/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { batchAt } from '../../src/tasks/index.ts';
import { lossGradient } from '../../src/training/gradient.ts';
import { TrainingRun } from '../../src/training/index.ts';
import type { RunOptions } from '../../src/training/index.ts';
import { sharedDeviceSession } from '../support/device.ts';

beforeAll(async () => {
  await sharedDeviceSession();
});

/** Those whose gradient takes the general steps: each nudges. */
const presets = sourceLayerNames
  .map((preset) => ({ preset, ...sourceLayers[preset] }))
  .filter(({ mixer }) => mixer === 'vla');

async function trainedOn(backend: string, options: RunOptions): Promise<{ loss: number; gradient: Float32Array }> {
  expect(await tf.setBackend(backend)).toBe(true);
  const run = new TrainingRun(options);
  const { task, seed } = run;
  const computed = lossGradient(run.model, batchAt({ task, split: 'train', seed, index: 0, size: 4 }));
  const [[loss], gradient] = await Promise.all([computed.loss.data(), computed.gradient.data<'float32'>()]);
  tf.dispose(computed);
  // Its first step compares the mixer, with the options of the preset, on the device and on the processor.
  await run.train();
  run.dispose();
  return { loss: loss!, gradient };
}

test.each(presets)('$preset trains on the device', async ({ preset, mixer, options }) => {
  const heads = (options as readonly string[]).includes('heads') ? 2 : 1;
  const given: RunOptions = {
    // Longer than the 20 tokens after which a nudge comes.
    task: { name: 'mqar', settings: { pairs: 8 } },
    model: { mixer, preset, modelDim: 8, layers: 1, heads },
    training: { steps: 1, batchSize: 4, learningRate: 0.02, warmup: 1 },
    seed: 3,
  };
  const expected = await trainedOn('cpu', given);
  const { loss, gradient } = await trainedOn('webgpu', given);
  expect(relativeError([loss], [expected.loss])).toBeLessThanOrEqual(2e-5);
  expect(relativeError(gradient, expected.gradient)).toBeLessThanOrEqual(1e-4);
});
