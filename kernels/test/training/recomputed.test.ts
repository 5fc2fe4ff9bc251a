import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { VLATransformer, mixerNames } from '../../src/model/index.ts';
import { batchAt, listOps } from '../../src/tasks/index.ts';
import { TrainingRun } from '../../src/training/index.ts';
import { loadProcessorKernels } from '../../src/training/device.ts';
import { lossGradient } from '../../src/training/gradient.ts';

const task = listOps({ preset: 'B', asked: 'brackets' });
const batch = batchAt({ task, split: 'train', seed: 2, index: 0, size: 3 });

const models = [
  { layers: 1 },
  { layers: 3, convolution: 3 },
  { layers: 2, tiedHead: false, positions: 'none', feedForwardDim: 0 },
  { layers: 2, classes: 10, firstClass: 0 },
] as const;

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  test.each(mixerNames.flatMap((mixer) => models.map((options) => ({ mixer, ...options }))))(
    'a gradient with the blocks computed again is that of one pass, to the last bit: %o',
    async (options) => {
      await tf.setBackend(backend);
      await loadProcessorKernels();
      const computed = (['nothing', 'blocks'] as const).map((recompute) => {
        const { vocabulary, length } = task;
        const model = new VLATransformer({ vocabulary, length, modelDim: 8, seed: 3, ...options, recompute });
        const before = tf.memory();
        const { loss, gradient } = lossGradient(model, batch, 0.5);
        const numbers = [...loss.dataSync(), ...gradient.dataSync()];
        tf.dispose([loss, gradient]);
        expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
        model.dispose();
        return numbers;
      });
      expect(computed[1]).toEqual(computed[0]);
    },
  );
});

test('a run that computes its blocks again learns the same, and is resumed so', async () => {
  await tf.setBackend('cpu');
  const losses: Record<string, number[]> = {};
  for (const recompute of ['nothing', 'blocks'] as const) {
    const options = { mixer: 'deltanet', modelDim: 8, layers: 2, recompute } as const;
    const training = { steps: 3, batchSize: 2 };
    let run = new TrainingRun({ task: { name: 'listops', settings: { preset: 'A' } }, model: options, training });
    const seen: number[] = (losses[recompute] = []);
    const train = (until: number) =>
      run.train({ until, onStep: ({ loss, gradientNorm }) => seen.push(loss, gradientNorm) });
    await train(1);
    const file = await run.checkpoint();
    run.dispose();
    run = TrainingRun.resume(file);
    expect(run.model.config.recompute).toBe(recompute);
    await train(3);
    run.dispose();
  }
  expect(losses['blocks']).toEqual(losses['nothing']);
});
