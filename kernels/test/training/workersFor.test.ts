import { expect, test } from 'vitest';
import { checkRun, workersFor } from '../../src/training/index.ts';

const runOf = (modelDim: number, batchSize: number, length: number, steps: number) =>
  checkRun({
    task: { name: 'mqar', settings: { pairs: 4, length, vocabulary: 64, distractors: 'noise' } },
    model: { mixer: 'vla', modelDim, layers: 2, heads: 2 },
    training: { steps, batchSize },
  });

test('large steps are shared by all cores, small ones and short runs by nobody', () => {
  expect(workersFor(runOf(128, 64, 48, 1000), 2)).toBe(2);
  expect(workersFor(runOf(128, 64, 48, 1000), 16)).toBe(16);
  expect(workersFor(runOf(64, 32, 12, 10_000), 16)).toBe(1);
  expect(workersFor(runOf(128, 64, 48, 2), 16)).toBe(1);
});

test('no more than a batch has sequences, nor than each has enough to do', () => {
  expect(workersFor(runOf(512, 3, 48, 1000), 16)).toBe(3);
  const some = workersFor(runOf(64, 32, 48, 1000), 64);
  expect(some).toBeGreaterThan(1);
  expect(some).toBeLessThan(16);
});
