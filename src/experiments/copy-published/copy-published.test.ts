import { tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';
import { TrainingRun } from '@vla/kernels/training';
import type { TaskChoice } from '@vla/kernels/training';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../../lib/training/backend.ts';
import { memoryless, shape } from './shape.ts';

beforeAll(() => startBackend('wasm'));

/** Accuracy of a small model that was trained, and of the same with nothing coming from its attention. */
async function withAndWithoutAttention({ name, settings }: TaskChoice) {
  const few: TaskChoice['settings'] = name === 'copy' ? { symbols: 2 } : { length: 8 };
  const task = { name, settings: { ...settings, vocabulary: 12, ...few } };
  const run = new TrainingRun({
    task,
    model: { mixer: 'linear', modelDim: 16, layers: 1, heads: 2, convolution: 4 },
    training: { steps: 300, batchSize: 16, learningRate: 0.02 },
    seed: 2,
  });
  try {
    await run.train();
    const whole = await run.evaluate();
    const outputs = run.model.parameters.filter(({ name: which }) => /mixer.*output/.test(which));
    expect(outputs).toHaveLength(1);
    for (const { variable } of outputs) tidy(() => (variable as Variable).assign(zerosLike(variable)));
    return [whole.accuracy, (await run.evaluate()).accuracy];
  } finally {
    run.dispose();
  }
}

test('the published target is answered with attention replaced by zeros; symbols that have to be held are not', async () => {
  expect(await withAndWithoutAttention(memoryless)).toEqual([1, 1]);
  const [whole, without] = await withAndWithoutAttention(shape.task(32));
  expect(whole).toBeGreaterThan(0.9);
  expect(without).toBeLessThan(0.3);
}, 120_000);
