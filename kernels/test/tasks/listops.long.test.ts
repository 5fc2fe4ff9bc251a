import { expect, test } from 'vitest';
import { seededRandom } from '../../src/random.ts';
import {
  checkExpression,
  drawTree,
  listOpsFloors,
  listOpsPresets,
  listOpsSettings,
  writeTree,
} from '../../src/tasks/listops/index.ts';
import type { Branch, ListOpsPreset } from '../../src/tasks/listops/index.ts';

/** Expressions of the published length: `SAMPLES=100000 npx vitest run --project samples listops` draws as many. */
const samples = Math.max(5000, Number(process.env['SAMPLES'] ?? 0));

const { maxDepth, maxArguments, minLength, maxLength } = listOpsPresets.full;

test(`generator and checker agree on ${samples} expressions of the published length, whose labels are as frequent as there`, () => {
  const random = seededRandom(5);
  const settings = listOpsSettings({ preset: 'full' });
  const tokens = new Int32Array(maxLength);
  const labels = new Array<number>(10).fill(0);
  let wrong = 0;
  for (let drawn = 0; drawn < samples; drawn++) {
    const tree = drawTree(random, settings);
    const { value, depth, mostOperands, length } = checkExpression(tokens.subarray(0, writeTree(tree, tokens)));
    const isWithin = depth <= maxDepth && mostOperands <= maxArguments && length >= minLength && length <= maxLength;
    if (value !== tree.value || length !== tree.length || !isWithin) wrong++;
    labels[value]!++;
  }
  expect(wrong).toBe(0);
  const published = [17.4, 9.5, 6.3, 7.7, 9.5, 8.4, 7.9, 7.8, 8.8, 16.6];
  labels.forEach((count, digit) =>
    expect(Math.abs((100 * count) / samples - published[digit]!), `label ${digit}`).toBeLessThan(2),
  );
}, 3_600_000);

/** What was measured of short rungs by a program of its own, in per cent: always the same digit, the first operator alone, and so many levels known. */
const measured: Readonly<Partial<Record<ListOpsPreset, readonly number[]>>> = {
  A: [12.9, 27.6, 100],
  B: [12.2, 25.6, 51.6, 100],
  B2: [11.5, 22.7, 46.1, 100],
};

test.each(Object.keys(measured) as ListOpsPreset[])(
  'the floors of %s are within two points of those that were measured',
  (preset) => {
    const trees = (seed: number): Branch[] => {
      const random = seededRandom(seed);
      const settings = listOpsSettings({ preset });
      return Array.from({ length: 10_000 }, () => drawTree(random, settings));
    };
    const expected = measured[preset]!;
    const { constant, rootOnly, levelsKnown } = listOpsFloors(trees(7), trees(8), expected.length - 2);
    [constant, rootOnly, ...levelsKnown].forEach((share, rule) =>
      expect(Math.abs(100 * share - expected[rule]!), `rule ${rule}`).toBeLessThan(2),
    );
  },
  600_000,
);
