import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { VLATransformer, greedyDecode, mixerNames } from '../../src/model/index.ts';
import type { MixerName } from '../../src/model/index.ts';
import { TrainingRun } from '../../src/training/index.ts';
import type { RunOptions } from '../../src/training/index.ts';
import { sharedDeviceSession } from '../support/device.ts';

const options = (mixer: MixerName): RunOptions => ({
  task: { name: 'mqar', settings: { pairs: 2, vocabulary: 13 } },
  model: { mixer, modelDim: 8, layers: 1, heads: 2, convolution: 2, tiedHead: false },
  training: { steps: 6, batchSize: 4, learningRate: 0.01, warmup: 2 },
  seed: 7,
});

beforeAll(async () => {
  await sharedDeviceSession();
});

async function use(backend: string): Promise<void> {
  expect(await tf.setBackend(backend)).toBe(true);
  expect(tf.getBackend()).toBe(backend);
}

async function weights({ model }: TrainingRun): Promise<number[]> {
  const parts = await Promise.all(model.parameters.map(({ variable }) => variable.data()));
  return parts.flatMap((part) => [...part]);
}

async function trained(mixer: MixerName, until?: number): Promise<{ run: TrainingRun; losses: number[] }> {
  const run = new TrainingRun(options(mixer));
  const losses: number[] = [];
  await run.train({ until, onStep: ({ loss }) => losses.push(loss) });
  return { run, losses };
}

describe.each(mixerNames)('training of %s on the device', (mixer) => {
  test('agrees with the CPU', async () => {
    await use('cpu');
    const onCpu = await trained(mixer, 3);
    const expected = await weights(onCpu.run);
    await use('webgpu');
    const onDevice = await trained(mixer, 3);
    expect(relativeError(onDevice.losses, onCpu.losses)).toBeLessThanOrEqual(2e-5);
    expect(relativeError(await weights(onDevice.run), expected)).toBeLessThanOrEqual(1e-3);
    onDevice.run.dispose();
  });

  test('resumed equals straight through, to the last bit, and no tensor is left', async () => {
    await use('webgpu');
    const before = tf.memory();
    const straight = await trained(mixer);
    const first = await trained(mixer, 2);
    const resumed = TrainingRun.resume(await first.run.checkpoint());
    await resumed.train();
    expect(await resumed.checkpoint()).toEqual(await straight.run.checkpoint());
    for (const run of [straight.run, first.run, resumed]) run.dispose();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
  });

  test('greedy decoding gives the tokens of the CPU', async () => {
    const prompt = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ];
    const decode = async (backend: string) => {
      await use(backend);
      const model = new VLATransformer({ vocabulary: 13, length: 12, modelDim: 8, layers: 1, mixer, seed: 2 });
      const added = await greedyDecode({ model, prompt, steps: 5 });
      model.dispose();
      return added;
    };
    expect(await decode('webgpu')).toEqual(await decode('cpu'));
  });
});
