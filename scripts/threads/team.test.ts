import '@tensorflow/tfjs-backend-wasm';
import { dispose, setBackend } from '@tensorflow/tfjs-core';
import { batchAt } from '@vla/kernels/tasks';
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

test('a thread computes with the kernels that this one has, to the last bit', async () => {
  await startBackend('wasm');
  const model = { mixer: 'linear', modelDim: 16, layers: 1, heads: 2 } as const;
  const run = new TrainingRun({ ...options, model, training: { ...options.training, steps: 1 } });
  await run.train();
  const { length } = run.task;
  const whole = batchAt({ task: run.task, split: 'train', seed: 1, index: 0, size: 2 });
  // This thread's row asks nothing, so that all comes from the other.
  whole.mask.fill(0, 0, length);
  const [tokens, targets] = [whole.tokens.slice(length), whole.targets.slice(length)];
  const row = { size: 1, length, tokens, targets, mask: whole.mask.slice(length) };
  const [here, there] = await Promise.all(
    (
      [
        [1, row],
        [2, whole],
      ] as const
    ).map(async ([workers, batch]) => {
      const team = await openTeam(workers);
      const { loss, gradient } = await team.gradient(run.model, batch);
      team.close();
      const numbers = [...loss.dataSync(), ...gradient.dataSync()];
      dispose([loss, gradient]);
      return numbers;
    }),
  );
  expect(there).toEqual(here);
  run.dispose();
});

test('a thread that fails ends the run with its reason', async () => {
  await setBackend('wasm');
  const team = await openTeam(3, new URL('./testing/failing.ts', import.meta.url));
  const run = new TrainingRun(options);
  await expect(run.train({ team })).rejects.toThrow(/^training worker [23] of 3 stopped: a bug in the worker$/);
  expect(run.step).toBe(1);
  run.dispose();
});
