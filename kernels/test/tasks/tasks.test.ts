import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  batchAt,
  batchSeed,
  copy,
  delayedRecall,
  mqar,
  parity,
  shiftedTokens,
  taskOf,
  zoologyMqar,
} from '../../src/tasks/index.ts';
import type { Batch, Split, Task } from '../../src/tasks/index.ts';

const anySeed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyIndex = fc.integer({ min: 0, max: 100_000 });

/** Settings that a task accepts, from arbitrary numbers. */
const anyTask: fc.Arbitrary<Task> = fc.oneof(
  fc
    .record({ symbols: fc.integer({ min: 1, max: 12 }), vocabulary: fc.integer({ min: 4, max: 20 }) })
    .chain((settings) =>
      fc.constantFrom('answers' as const, 'blanks' as const).map((feed) => copy({ ...settings, feed })),
    ),
  fc
    .record({ delay: fc.nat(30), pairs: fc.integer({ min: 1, max: 4 }), extra: fc.nat(9) })
    .map(({ delay, pairs, extra }) => delayedRecall({ delay, pairs, vocabulary: 3 * pairs + extra })),
  fc
    .record({ delay: fc.nat(12), extra: fc.integer({ min: 1, max: 12 }), vocabulary: fc.integer({ min: 2, max: 9 }) })
    .map(({ delay, extra, vocabulary }) => shiftedTokens({ delay, length: delay + extra, vocabulary })),
  fc
    .record({ pairs: fc.integer({ min: 1, max: 8 }), gaps: fc.nat(10), extra: fc.nat(20), asked: fc.nat(7) })
    .chain(({ pairs, gaps, extra, asked }) =>
      fc.constantFrom('noise' as const, 'blank' as const).map((distractors) => {
        const queries = Math.min(pairs, asked + 1);
        return mqar({
          pairs,
          queries,
          length: 2 * pairs + queries + gaps,
          vocabulary: 3 * pairs + 1 + extra,
          distractors,
        });
      }),
    ),
  fc
    .record({
      pairs: fc.integer({ min: 1, max: 6 }),
      gaps: fc.nat(10),
      extra: fc.nat(9),
      power: fc.constantFrom(0.01, 1),
    })
    .chain(({ pairs, gaps, extra, power }) =>
      fc.constantFrom('blank' as const, 'any' as const).map((distractors) => {
        const length = 4 * pairs + 2 * gaps;
        return zoologyMqar({ pairs, length, vocabulary: length + 4 + extra, power, distractors });
      }),
    ),
);

const rowsOf = ({ size, length, tokens, targets, mask }: Batch) =>
  Array.from({ length: size }, (_, row) => {
    const part = <Data extends Int32Array | Uint8Array>(data: Data) => [
      ...data.slice(row * length, (row + 1) * length),
    ];
    return { tokens: part(tokens), targets: part(targets), mask: part(mask) };
  });

/** The answer at position t, from what stands at t and before it alone. */
function answer({ name, settings }: Task, tokens: readonly number[], t: number): number {
  if (name === 'copy') return tokens[t - (settings['symbols'] as number)];
  if (name === 'shifted-tokens') return tokens[t - (settings['delay'] as number)];
  const keys = tokens.slice(0, 2 * (settings['pairs'] as number)).filter((_, i) => i % 2 === 0);
  return tokens[2 * keys.indexOf(tokens[t]) + 1];
}

function questions({ name, settings }: Task): number {
  if (name === 'copy') return settings['symbols'] as number;
  if (name === 'shifted-tokens') return (settings['length'] as number) - (settings['delay'] as number);
  if (name === 'mqar') return settings['queries'] as number;
  return name === 'zoology-mqar' ? (settings['pairs'] as number) : 1;
}

describe('every task', () => {
  test('asks as often as its settings say, and each answer follows from what came before', () => {
    const property = fc.property(anyTask, anySeed, anyIndex, (task, seed, index) => {
      const batch = batchAt({ task, split: 'train', seed, index, size: 3 });
      for (const { tokens, targets, mask } of rowsOf(batch)) {
        expect(tokens).toHaveLength(task.length);
        expect(tokens.every((token) => token >= 0 && token < task.vocabulary)).toBe(true);
        expect(mask.filter((value) => value === 1)).toHaveLength(questions(task));
        mask.forEach((value, t) => expect(targets[t]).toBe(value === 1 ? answer(task, tokens, t) : 0));
      }
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('is made again by its name and settings', () => {
    const property = fc.property(anyTask, anySeed, (task, seed) => {
      fc.pre(task.distinct! > 100);
      const again = taskOf(task.name, JSON.parse(JSON.stringify(task.settings)));
      const request = { split: 'test', seed, index: 5, size: 4 } as const;
      expect(batchAt({ task: again, ...request })).toEqual(batchAt({ task, ...request }));
    });
    fc.assert(property);
  });
});

describe('streams', () => {
  test('a batch depends on seed, split and index', () => {
    const task = mqar();
    const batch = (change: object) =>
      [...batchAt({ task, split: 'train', seed: 1, index: 7, size: 4, ...change }).tokens].join();
    expect(batch({})).toBe(batch({}));
    for (const change of [{ seed: 2 }, { index: 8 }, { split: 'test' }]) expect(batch(change)).not.toBe(batch({}));
    expect(batch({ split: 'validation' })).not.toBe(batch({ split: 'test' }));
  });

  test('a longer batch begins as the shorter one', () => {
    const request = { task: copy(), split: 'train', seed: 3, index: 0 } as const;
    const [short, long] = [4, 9].map((size) => batchAt({ ...request, size }).tokens);
    expect([...long.slice(0, short.length)]).toEqual([...short]);
  });

  test('training never shares a seed with validation or test, whatever the seeds and indices', () => {
    const property = fc.property(anySeed, anyIndex, anySeed, anyIndex, (seed, index, otherSeed, otherIndex) => {
      expect(batchSeed({ split: 'train', seed, index })).toBeLessThan(2 ** 31);
      for (const split of ['validation', 'test'] as const)
        expect(batchSeed({ split, seed: otherSeed, index: otherIndex })).toBeGreaterThanOrEqual(2 ** 31);
    });
    fc.assert(property);
  });

  test('within a stream all seeds differ', () => {
    const seeds = Array.from({ length: 20_000 }, (_, index) => batchSeed({ split: 'train', seed: 11, index }));
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  test.each([
    ['seed', { seed: -1 }],
    ['seed', { seed: 2 ** 32 }],
    ['index', { index: 0.5 }],
    ['size', { size: 0 }],
  ])('refuses a wrong %s', (name, change) => {
    const request = { task: mqar(), split: 'train', seed: 1, index: 0, size: 2, ...change } as const;
    expect(() => batchAt(request)).toThrow(`${name}: was`);
  });
});

describe('layouts, by example', () => {
  const row = (task: Task) => rowsOf(batchAt({ task, split: 'train', seed: 1, index: 0, size: 1 }))[0];

  test('copy feeds the answers, or blanks', () => {
    const { tokens } = row(copy({ symbols: 4 }));
    expect(tokens.slice(4)).toEqual([1, ...tokens.slice(0, 3)]);
    expect(row(copy({ symbols: 4, feed: 'blanks' })).tokens.slice(4)).toEqual([1, 0, 0, 0]);
  });

  test('delayed recall: a pair, noise, the key', () => {
    const { tokens, mask } = row(delayedRecall({ delay: 5, vocabulary: 30 }));
    expect(tokens[0]).toBeLessThan(10);
    expect(tokens[1]).toBeGreaterThanOrEqual(10);
    expect(tokens.slice(2, 7).every((token) => token >= 20)).toBe(true);
    expect(tokens[7]).toBe(tokens[0]);
    expect(mask).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  });

  test('mqar: nothing but pairs and queries at the shortest length', () => {
    const { tokens, mask } = row(mqar({ pairs: 3 }));
    expect(mask).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1]);
    expect([...tokens.slice(6)].sort()).toEqual([tokens[0], tokens[2], tokens[4]].sort());
  });

  test('mqar: noise is neither key nor value', () => {
    const { tokens, mask } = row(mqar({ pairs: 3, length: 40, vocabulary: 31 }));
    tokens.forEach((token, t) => {
      if (t < 6) expect(token).toBeLessThanOrEqual(20);
      else if (mask[t] === 0) expect(token).toBeGreaterThan(20);
    });
  });
});

describe('distributions', () => {
  /** How often each position of a task is asked, over many sequences. */
  function asked(task: Task): number[] {
    const { tokens, mask } = batchAt({ task, split: 'train', seed: 2, index: 0, size: 4000 });
    expect(tokens).toHaveLength(4000 * task.length);
    const counts = new Array<number>(task.length).fill(0);
    mask.forEach((value, i) => (counts[i % task.length] += value));
    return counts.map((count) => count / 4000);
  }

  test('mqar: a query stands at every position after the pairs equally often', () => {
    const shares = asked(mqar({ pairs: 2, length: 14 })).slice(4);
    for (const share of shares) expect(Math.abs(share - 0.2)).toBeLessThan(0.03);
  });

  test('zoology: one query falls on gap g with probability proportional to (g + 1)^(power − 1)', () => {
    const shares = asked(zoologyMqar({ pairs: 1, length: 10, vocabulary: 32 })).slice(2);
    const weights = [1, 2, 3, 4].map((gap) => gap ** -0.99);
    const total = weights.reduce((sum, weight) => sum + weight);
    weights.forEach((weight, gap) => expect(Math.abs(shares[2 * gap] - weight / total)).toBeLessThan(0.03));
    for (const odd of [1, 3, 5, 7]) expect(shares[odd]).toBe(0);
  });

  test('zoology: two queries are drawn one after the other', () => {
    const shares = asked(zoologyMqar({ pairs: 2, length: 10, vocabulary: 32 })).slice(4);
    const weights = [1, 2, 3].map((gap) => gap ** -0.99);
    const total = weights.reduce((sum, weight) => sum + weight);
    const second = (gap: number) =>
      weights.reduce((sum, w, first) => (first === gap ? sum : sum + (w / total) * (weights[gap] / (total - w))), 0);
    weights.forEach((weight, gap) =>
      expect(Math.abs(shares[2 * gap] - weight / total - second(gap))).toBeLessThan(0.03),
    );
  });

  test('keys, values and symbols are all used', () => {
    const used = (task: Task) => new Set(batchAt({ task, split: 'test', seed: 4, index: 0, size: 500 }).tokens);
    expect(used(mqar({ vocabulary: 31, length: 20 })).size).toBe(30);
    expect(used(copy({ vocabulary: 10 })).size).toBe(9);
    expect(used(delayedRecall({ vocabulary: 11 })).size).toBe(11);
    expect(used(zoologyMqar({ vocabulary: 66 })).size).toBe(66);
  });
});

describe('refusals', () => {
  test.each<[string, () => unknown]>([
    ['mqar.pair: is not known', () => mqar({ pair: 3 } as never)],
    ['pairs: was 0', () => mqar({ pairs: 0 })],
    ['queries: was 5; expected an integer of at least 1 and at most 4', () => mqar({ queries: 5 })],
    ['length: was 11', () => mqar({ length: 11 })],
    ['vocabulary: was 12', () => mqar({ vocabulary: 12 })],
    ['distractors: was "any"', () => mqar({ distractors: 'any' as never })],
    ['length: was 21; expected an even number', () => zoologyMqar({ length: 21 })],
    ['vocabulary: was 64', () => zoologyMqar({ vocabulary: 64 })],
    ['power: was 0', () => zoologyMqar({ power: 0 })],
    ['delay: was -1', () => delayedRecall({ delay: -1 })],
    ['vocabulary: was 5', () => delayedRecall({ pairs: 2, vocabulary: 5 })],
    ['length: was 20', () => shiftedTokens({ length: 20 })],
    ['symbols: was "3"', () => copy({ symbols: '3' as never })],
    ['feed: was "nothing"', () => copy({ feed: 'nothing' as never })],
    ['task: was "sort"', () => taskOf('sort')],
    ['task: was "toString"', () => taskOf('toString')],
  ])('%s', (message, make) => expect(make).toThrow(message));
});

describe('tasks of few sequences', () => {
  const few: readonly Task[] = [
    delayedRecall({ pairs: 1, delay: 0, vocabulary: 32 }),
    delayedRecall({ pairs: 2, delay: 0, vocabulary: 15 }),
    copy({ symbols: 2, vocabulary: 8 }),
    shiftedTokens({ delay: 1, length: 3, vocabulary: 6 }),
    mqar({ pairs: 1, vocabulary: 40 }),
    mqar({ pairs: 2, queries: 1, length: 7, vocabulary: 9, distractors: 'blank' }),
    zoologyMqar({ pairs: 1, length: 8, vocabulary: 12 }),
    parity({ length: 7 }),
  ];
  const sequences = (task: Task, split: Split, seed = 1, count = 20) =>
    Array.from({ length: count }, (_, index) => batchAt({ task, split, seed, index, size: 50 }))
      .flatMap(rowsOf)
      .map(({ tokens }) => tokens.join());

  test.each(few)('$name $settings: no two splits share one, whatever their seeds', (task) => {
    const trained = new Set([...sequences(task, 'train', 1), ...sequences(task, 'train', 2)]);
    const chosen = new Set(sequences(task, 'validation', 3));
    const tested = sequences(task, 'test', 4);
    expect(tested.filter((sequence) => trained.has(sequence) || chosen.has(sequence))).toEqual([]);
    expect([...chosen].filter((sequence) => trained.has(sequence))).toEqual([]);
  });

  test.each(few)('$name $settings: as many different ones as it says are drawn', (task) => {
    const all = new Set((['train', 'validation', 'test'] as const).flatMap((split) => sequences(task, split, 5, 150)));
    expect(all.size).toBeLessThanOrEqual(task.distinct!);
    expect(all.size).toBeGreaterThan(0.95 * task.distinct!);
  });

  test('a sequence that was drawn for another split leaves nothing behind', () => {
    const task = mqar({ pairs: 2, queries: 1, length: 7, vocabulary: 9, distractors: 'blank' });
    for (const { mask } of rowsOf(batchAt({ task, split: 'test', seed: 0, index: 0, size: 50 })))
      expect(mask.filter((asked) => asked === 1)).toHaveLength(1);
  });

  test('a split for which none is left is refused', () => {
    const task = copy({ symbols: 1, vocabulary: 4 });
    expect(() => sequences(task, 'test')).toThrow(
      /task: copy has 2 different sequences, of which none is left for test/,
    );
  });
});
