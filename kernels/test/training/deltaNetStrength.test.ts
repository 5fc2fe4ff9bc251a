import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { loadWasm } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { loadTransformer, saveTransformer } from '../../src/model/index.ts';
import { TrainingRun } from '../../src/training/index.ts';
import type { RunOptions } from '../../src/training/index.ts';

const options: RunOptions = {
  task: { name: 'parity', settings: { length: 10 } },
  model: { mixer: 'deltanet', modelDim: 8, layers: 2, heads: 2, strengthLimit: 2, normalizeReadout: true },
  training: { steps: 4, batchSize: 4, learningRate: 0.02, warmup: 1 },
  seed: 3,
};

async function trainedOn(backend: string, given = options): Promise<{ run: TrainingRun; losses: number[] }> {
  expect(await tf.setBackend(backend)).toBe(true);
  const run = new TrainingRun(given);
  const losses: number[] = [];
  await run.train({ onStep: ({ loss }) => losses.push(loss) });
  return { run, losses };
}

test('training with strengths up to 2 is the same in WebAssembly and in JavaScript, and not that with strengths up to 1', async () => {
  await loadWasm();
  const [cpu, wasm] = [await trainedOn('cpu'), await trainedOn('wasm')];
  expect(relativeError(wasm.losses, cpu.losses)).toBeLessThanOrEqual(2e-5);
  const { strengthLimit: _, ...model } = options.model!;
  const forgetting = await trainedOn('cpu', { ...options, model });
  expect(relativeError(forgetting.losses, cpu.losses)).toBeGreaterThan(1e-3);
});

test('a stored run and a stored model keep both options', async () => {
  const { run } = await trainedOn('cpu');
  const resumed = TrainingRun.resume(await run.checkpoint());
  const loaded = loadTransformer(await saveTransformer(run.model));
  const tokens = tf.tensor2d([0, 1, 1, 0, 1, 1], [1, 6], 'int32');
  const expected = run.model.forward(tokens).dataSync();
  for (const model of [resumed.model, loaded]) {
    expect(model.config).toMatchObject({ strengthLimit: 2, normalizeReadout: true });
    expect(model.forward(tokens).dataSync()).toEqual(expected);
  }
});
