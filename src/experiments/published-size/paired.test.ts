import { expect, test } from 'vitest';
import type { SizedData, SizedEntrant } from './data.ts';
import type { EntrantName } from './entrants.ts';
import { pairedWith, referenceIn } from './paired.ts';
import { quantitiesOf } from './quantities.ts';
import { sizedView } from './view.ts';
import { recall } from './sizes.ts';

const entrant = (name: EntrantName, accuracies: readonly number[]): SizedEntrant => ({
  ...{ name, learningRate: 0.001, tried: [] },
  points: [{ size: 16, runs: accuracies.map((accuracy) => ({ accuracy, exactMatch: 0, curve: [], steps: 3000 })) }],
});

test('seeds that differ much count little against a mixer that is behind on each of them', () => {
  // The same differences, 0.1, 0.2 and 0.3, whatever both have on a seed: 0.2 ± 4.303 · 0.1 / √3.
  const paired = pairedWith(entrant('vla', [0.2, 0.6, 1]), entrant('linear', [0.1, 0.4, 0.7]), 16)!;
  expect(paired.low).toBeCloseTo(0.2 - 0.24843, 5);
  expect(paired.high).toBeCloseTo(0.2 + 0.24843, 5);
});

test('nothing is compared with itself, by one seed, or where one has more runs', () => {
  const vla = entrant('vla', [0.2, 0.6]);
  for (const other of [vla, entrant('linear', [0.1]), entrant('linear', [0.1, 0.2, 0.3])]) {
    expect(pairedWith(vla, other, 16)).toBeNull();
  }
  expect(pairedWith(entrant('vla', [0.2]), entrant('linear', [0.1]), 16)).toBeNull();
});

test('the published class of VLA, and one with a convolution, are compared with the others', () => {
  for (const name of ['vlaPublished', 'vlaConvolved'] as const) {
    expect(referenceIn({ entrants: [entrant('gatedDelta', []), entrant(name, [])] })?.name).toBe(name);
  }
  expect(referenceIn({ entrants: [entrant('deltanetMore', [])] })).toBeNull();
});

test('numbers and table have the differences, once for each other mixer', () => {
  const data: SizedData = { entrants: [entrant('vla', [0.9, 0.8, 0.7]), entrant('softmax', [0.5, 0.5, 0.5])] };
  const numbers = quantitiesOf(data, 'pairs').filter(({ name }) => name.includes('Minus'));
  expect(numbers.map(({ name }) => name)).toEqual(['', 'Low', 'High'].map((end) => `vlaMinusSoftmaxAt16${end}`));
  const [value, low, high] = numbers.map((one) => one.value);
  expect(value).toBeCloseTo(0.3, 12);
  expect((low! + high!) / 2).toBeCloseTo(0.3, 12);
  const shape = { ...recall, entrants: ['vla', 'softmax'], sizes: [16, 8] } as const;
  const { table } = sizedView(shape, { alternative: '', published: [], live: {} });
  const { columns, rows } = table(data);
  for (const row of rows) expect(row).toHaveLength(columns.length);
  const ends = rows.map((row) => row.slice(-3));
  expect(ends).toEqual([
    ['', '', ''],
    ['', '', ''],
    ['', '', ''],
    [value, low, high],
  ]);
});
