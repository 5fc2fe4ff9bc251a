import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, expect, test } from 'vitest';
import type { Contender } from '../bench/contender.ts';
import { processorSuite, trainingSuite } from '../bench/index.ts';
import { trainingContender } from '../bench/trainingContender.ts';
import { Team } from '../src/training/index.ts';
import type { RunOptions } from '../src/training/index.ts';
import { sameThread } from './training/support/sameThread.ts';

// The suite of training changes it.
afterAll(() => setBackend('cpu'));

const sizes = {
  ...{ H: 1, lengths: [{ D: 4, T: 24 }], longestSoftmax: 8, operators: ['linear', 'softmax'] as const },
  authors: { B: 1, H: 2, T: 8, D: 4 },
};

test('without a GPU, rates of both passes are measured for every operator, and outputs compared', async () => {
  const { suite, lane, rows, notes } = await processorSuite({
    place: 'node' as const,
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
  const { rows, notes } = await processorSuite({ place: 'node' as const, pairs: 1, sizes: few });
  expect(rows).toMatchObject([{ goal: null, unit: 'ms', must: null }]);
  expect(notes).toEqual([expect.stringMatching(/^C3: .*by hand; give its time with --authors-milliseconds$/)]);
});

const model = { modelDim: 8, layers: 1, heads: 1, batchSize: 2, pairs: 2 };
const training = {
  ...{ place: 'node' as const, pairs: 1 },
  sizes: { small: model, published: model, page: model, mixers: ['linear'] },
} as const;

test('a training step as it was is timed against one as it is, and both lose the same', async () => {
  const { lane, rows, notes } = await trainingSuite(training);
  expect({ lane, notes }).toEqual({
    lane: 'C',
    notes: ['C5 is of two workers, who are not there: on one core it has no bounds'],
  });
  expect(rows.map(({ goal, check, median, must }) => [goal, check!.ok, median! > 0, must?.value])).toEqual([
    ['C4', true, true, 4],
    ['C7', true, true, 10],
    ['C5', true, true, undefined],
  ]);
  expect(rows[0]!.shape).toEqual({ dim: 8, blocks: 1, heads: 1, batch: 2, T: 6 });
});

test('with workers, the goal of two cores is theirs, and one core stands beside it; their loss is the same', async () => {
  const opened: string[] = [];
  const openTeam = (workers: number): Promise<Team> => {
    opened.push(`${workers} on ${getBackend()}`);
    return Team.open({ workers, open: sameThread().open });
  };
  const { rows, notes } = await trainingSuite({ ...training, openTeam });
  expect(notes).toEqual([]);
  expect(rows.slice(2).map(({ goal, check, shape, must }) => [goal, check!.ok, shape['workers'], must?.value])).toEqual(
    [
      ['C5', true, undefined, undefined],
      ['C5', true, 2, 5],
      ['C6', true, 2, 1.7],
    ],
  );
  expect(opened).toEqual(['2 on wasm', '2 on wasm']);
});

test('steps of older code are what today’s are held against, and their processor time is their own', async () => {
  let steps = 0;
  const asked: unknown[] = [];
  const older = {
    label: 'as it was at abc',
    async contender(options: RunOptions, backend: 'wasm' | 'cpu'): Promise<Contender> {
      asked.push(backend);
      const ours = await trainingContender(options, { label: 'older', backend: 'wasm', kernels: true });
      const start = async (): Promise<void> => {
        steps++;
        await ours.start();
      };
      return { ...ours, start, processorTime: () => 1000 * steps };
    },
  };
  const { rows } = await trainingSuite({ ...training, older });
  expect(asked).toEqual(['wasm', 'cpu', 'wasm']);
  expect(rows.map(({ title, sides }) => [title, sides[0]!.label, sides[0]!.processorMilliseconds])).toEqual([
    [expect.stringContaining('as it was at abc, on one core'), 'older', 1000],
    [expect.stringContaining('as it was at abc, on one core'), 'older', 1000],
    [expect.stringContaining('as it was at abc, on one core'), 'older', 1000],
  ]);
});
