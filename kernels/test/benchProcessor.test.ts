import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, expect, test } from 'vitest';
import { processorSuite, trainingSuite } from '../bench/index.ts';

// The suite of training changes it.
afterAll(() => setBackend('cpu'));

const sizes = {
  ...{ H: 1, lengths: [{ D: 4, T: 24 }], longestSoftmax: 8, operators: ['linear', 'softmax'] as const },
  authors: { B: 1, H: 2, T: 8, D: 4 },
};

test('without a GPU, rates of both passes are measured for every operator, and outputs compared', async () => {
  const { suite, lane, rows, notes } = await processorSuite({
    place: 'node',
    pairs: 1,
    sizes,
    authorsMilliseconds: 1000,
  });
  expect({ suite, lane, notes }).toEqual({ suite: 'processor', lane: 'C', notes: [] });
  expect(rows.map(({ goal, shape }) => [goal, shape['T']])).toEqual([
    ['C1', 24],
    ['C1', 8],
    ['C2', 24],
    ['C2', 8],
    ['C3', 8],
  ]);
  expect(rows.every(({ check }) => check!.ok)).toBe(true);
  const [linear, , gradient, , authors] = rows;
  const [javascript, wasm] = linear!.sides;
  expect([javascript!.label, wasm!.label]).toEqual([
    'linear attention, forward, cpu',
    'linear attention, forward, wasm',
  ]);
  expect(wasm!.processorMilliseconds).toBeGreaterThan(0);
  // 4 D² a token, and twice as much for the gradient.
  expect([wasm!.flops, gradient!.sides[1]!.flops]).toEqual([24 * 4 * 16, 24 * 8 * 16]);
  expect(authors!.median).toBeCloseTo(1000 / authors!.sides[0]!.milliseconds, 6);
});

test('the authors’ time is left out in words where nobody gives it', async () => {
  const few = { ...sizes, operators: [] };
  const { rows, notes } = await processorSuite({ place: 'node', pairs: 1, sizes: few });
  expect(rows).toMatchObject([{ goal: null, unit: 'ms', must: null }]);
  expect(notes).toEqual([expect.stringMatching(/^C3: .*by hand; give its time with --authors-milliseconds$/)]);
});

test('a training step as it was is timed against one as it is, and both lose the same', async () => {
  const model = { modelDim: 8, layers: 1, heads: 1, batchSize: 2, pairs: 2 };
  const { lane, rows, notes } = await trainingSuite({
    ...{ place: 'node', pairs: 1 },
    sizes: { small: model, published: model, page: model, mixers: ['linear'] },
  });
  expect({ lane, notes }).toEqual({ lane: 'C', notes: [] });
  expect(rows.map(({ goal, check, median }) => [goal, check!.ok, median! > 0])).toEqual([
    ['C4', true, true],
    ['C5', true, true],
    ['C7', true, true],
  ]);
  expect(rows[0]!.shape).toEqual({ dim: 8, blocks: 1, heads: 1, batch: 2, T: 6 });
});
