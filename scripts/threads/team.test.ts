import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { TrainingRun } from '@vla/kernels/training';
import type { RunOptions } from '@vla/kernels/training';
import { expect, test } from 'vitest';
import { startBackend } from '../../src/lib/training/backend.ts';
import { openTeam } from './team.ts';

const options: RunOptions = {
  task: { name: 'mqar', settings: { pairs: 2, vocabulary: 13 } },
  model: { mixer: 'vla', modelDim: 8, layers: 1, heads: 2, convolution: 2 },
  training: { steps: 6, batchSize: 5, learningRate: 0.01 },
  seed: 7,
};

async function trained(workers: number, until?: number, file?: Uint8Array): Promise<Uint8Array> {
  const run = file ? TrainingRun.resume(file) : new TrainingRun(options);
  const team = await openTeam(workers);
  try {
    await run.train({ team, until });
    return await run.checkpoint();
  } finally {
    team.close();
    run.dispose();
  }
}

test('threads on wasm: the same run every time, resumed or not, to the last bit', async () => {
  await startBackend('wasm');
  const straight = await trained(3);
  expect(await trained(3, undefined, await trained(3, 2))).toEqual(straight);
  expect(await trained(2)).not.toEqual(straight);
});

test('threads on cpu: the same run every time, to the last bit', async () => {
  await startBackend('cpu');
  expect(await trained(2)).toEqual(await trained(2));
});

test('a thread that fails ends the run with its reason', async () => {
  await setBackend('wasm');
  const team = await openTeam(3, new URL('./testing/failing.ts', import.meta.url));
  const run = new TrainingRun(options);
  await expect(run.train({ team })).rejects.toThrow(/^training worker [23] of 3 stopped: a bug in the worker$/);
  expect(run.step).toBe(1);
  run.dispose();
});
