import { openSession } from '@vla/kernels';
import { describe, expect, test } from 'vitest';
import { entriesOf, usualRates } from './config.ts';
import type { Candidate, CandidateResult } from './recipe.ts';
import type { Contest } from './tournament.ts';
import { compete } from './tournament.ts';

const task = { name: 'mqar', settings: { pairs: 1, vocabulary: 8 } };

/** Holds a contest whose candidates are not trained, but come to what a test says. */
async function hold(
  config: Parameters<typeof entriesOf>[0],
  lossOf: (candidate: Candidate) => number | 'diverged' | { readonly solvedAfter: number },
  choose: Contest['choose'] = 'testLoss',
  selectionSeeds?: readonly number[],
) {
  const asked: Candidate[] = [];
  const read = (part: object): CandidateResult => {
    const candidate = part as Candidate;
    asked.push(candidate);
    const loss = lossOf(candidate);
    const value = typeof loss === 'number' ? loss : 0;
    const scores = candidate.tests.map(() => ({ loss: value, accuracy: 1 / (1 + value), exactMatch: 0 }));
    const solved = typeof loss === 'object' && ({ solved: true, steps: loss.solvedAfter } as const);
    return { steps: 20, losses: [value], scores, ...(loss === 'diverged' && { diverged: true }), ...solved };
  };
  const entrants = await compete(
    {
      ...entriesOf(config, 1),
      ...(selectionSeeds && { selectionSeeds }),
      ...{ choose, tests: [{ ...task, sequences: 1 }] },
      recipe: { tasks: [task], model: {}, batchSize: 1, steps: 40 },
    },
    {
      runtime: await openSession({ backend: 'cpu' }),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      kept: { read, write: () => expect.unreachable('nothing is trained') },
    },
  );
  return { entrants, asked };
}

const config = { mixer: 'vla', learningRate: 'searched', seeds: 3, steps: 40 } as const;

describe('a contest', () => {
  test('chooses by the mean over two seeds that count for nothing else', async () => {
    const losses: Record<number, readonly number[]> = { 0.008: [0.1, 0.9], 0.016: [0.4, 0.4], 0.032: [0.6, 0.3] };
    const { entrants, asked } = await hold(
      config,
      ({ learningRate, seed }) => losses[learningRate]?.[seed - 1001] ?? 1,
    );
    expect(entrants[0]).toMatchObject({ mixer: 'vla', learningRate: 0.016 });
    expect(entrants[0].tried.map(({ learningRate }) => learningRate)).toEqual(usualRates);
    expect(entrants[0].tried[1].loss).toBeCloseTo(0.5, 12);
    const seedsAt = (rate: number): number[] =>
      asked.filter((one) => one.learningRate === rate).map(({ seed }) => seed);
    expect(seedsAt(0.008)).toEqual([1001, 1002]);
    expect(seedsAt(0.016)).toEqual([1001, 1002, 1, 2, 3]);
  });

  test('does not choose a learning rate at which a run diverged', async () => {
    const { entrants } = await hold(config, ({ learningRate, seed }) =>
      learningRate === 0.064 && seed === 1002 ? 'diverged' : 1 - learningRate,
    );
    expect(entrants[0].learningRate).toBe(0.032);
  });

  test('by training loss, counts the steps that a solved run did not need as 0', async () => {
    const { entrants } = await hold(config, () => 0.5, 'trainingLoss');
    // One window of 20 steps at 0.5, of 40 steps.
    expect(entrants[0].tried[0].loss).toBeCloseTo(0.25, 12);
  });

  test('by what is solved soonest, puts a solved run before every loss, and others by their loss', async () => {
    const soon = await hold(
      config,
      ({ learningRate }) =>
        learningRate === 0.016 ? { solvedAfter: 30 } : learningRate === 0.032 ? { solvedAfter: 10 } : 1e-9,
      'soonest',
    );
    expect(soon.entrants[0].learningRate).toBe(0.032);
    // Of 40 steps, 30 were not needed.
    expect(soon.entrants[0].tried.map(({ loss }) => loss)).toEqual([1e-9, 1e-9, -0.25, -0.75, 1e-9]);
    const none = await hold(config, ({ learningRate }) => Math.abs(learningRate - 0.008), 'soonest');
    expect(none.entrants[0].learningRate).toBe(0.008);
  });

  test('by what is solved soonest, with one seed that chooses, trains the first rate to its end and others no longer than it needed', async () => {
    const untilOf = ({ asked }: { asked: readonly Candidate[] }) =>
      asked.slice(0, usualRates.length).map(({ learningRate, recipe }) => [learningRate, recipe.until]);
    const [first, ...others] = usualRates;
    const solved = await hold(config, () => ({ solvedAfter: 30 }), 'soonest', [7]);
    expect(untilOf(solved)).toEqual([[first, undefined], ...others.map((rate) => [rate, 30])]);
    // As soon as the first is not soon enough.
    expect(solved.entrants[0].learningRate).toBe(first);
    const not = await hold(config, () => 0.5, 'soonest', [7]);
    expect(untilOf(not)).toEqual(usualRates.map((rate) => [rate, undefined]));
    // The runs that count have all their steps.
    expect(solved.asked.slice(usualRates.length).map(({ seed, recipe }) => [seed, recipe.until])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, undefined],
    ]);
  });

  test('tries every mixer alike, and chooses nothing where the learning rate is given', async () => {
    const all = await hold({ ...config, mixer: 'all' }, ({ mixer }) => mixer.length);
    expect(all.entrants.map(({ mixer }) => mixer)).toEqual(['vla', 'deltanet', 'linear', 'softmax']);
    expect(all.asked).toHaveLength(4 * (usualRates.length * 2 + 3));
    const one = await hold({ ...config, learningRate: '0.032' }, () => 1);
    expect(one.entrants[0]).toMatchObject({ tried: [], learningRate: 0.032 });
    expect(one.asked.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  });
});
