import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { findReviews, firstWithSameBytes, readReviews, textFloors, textTask } from '../../../src/tasks/index.ts';
import type { Reviews } from '../../../src/tasks/index.ts';
import { memoryFolder } from '../../support/memoryFolder.ts';
import { readTarXz } from '../../support/tar.ts';

/** The published reviews, where they lie beside the project. They are no part of it. */
const archive = fileURLToPath(new URL('../../../../../shared/data/aclImdb.tar.xz', import.meta.url));

describe.skipIf(!existsSync(archive))('all 50,000 reviews, as published', () => {
  let reviews: Reviews;
  beforeAll(async () => {
    const folder = memoryFolder(readTarXz(archive));
    reviews = await readReviews(folder, await findReviews(folder), 'published');
    // Unpacking takes 5 s of a processor that has nothing else to do.
  }, 60_000);

  test('are read whole', () => {
    for (const split of [reviews.train, reviews.test]) {
      expect(split).toHaveLength(25_000);
      expect(split.filter(({ label }) => label === 1)).toHaveLength(12_500);
    }
    const lengths = [...reviews.train, ...reviews.test].map(({ bytes }) => bytes.length);
    expect(Math.max(...lengths)).toBe(13_704);
    expect(lengths.filter((length) => length > 1000).length / 50_000).toBeCloseTo(0.48, 3);
  });

  test('are there twice in 96 cases of the training part, and in 123 of the test', () => {
    const first = firstWithSameBytes([...reviews.train, ...reviews.test].map(({ bytes }) => bytes));
    const again = [...first.keys()].filter((i) => first[i] !== i);
    expect(again.filter((i) => i < 25_000)).toHaveLength(96);
    expect(again.filter((i) => i >= 25_000 && first[i]! < 25_000)).toHaveLength(123);
  });

  test('leave a tenth of the training part for validation', () => {
    const task = textTask(reviews, { preset: 'tiny' });
    expect(task.records).toEqual({ train: 22_500, validation: 2_500, test: 25_000 });
  });

  test.each([
    [256, [0.575, 0.651]],
    [1000, [0.614, 0.698]],
    [4000, [0.615, 0.699]],
  ])('at %i bytes: half for a constant answer, and what single bytes and pairs of them reach', (bytes, shares) => {
    const { constant, naiveBayes } = textFloors(reviews, { bytes, orders: [1, 2] });
    expect(constant).toBe(0.5);
    expect(naiveBayes[1]).toBeCloseTo(shares[0]!, 3);
    expect(naiveBayes[2]).toBeCloseTo(shares[1]!, 3);
  });

  test('three bytes, each run once for a text, reach 77 % of 1,000 bytes', () => {
    const { naiveBayes } = textFloors(reviews, { bytes: 1000, orders: [3], counted: 'once' });
    expect(naiveBayes[3]).toBeCloseTo(0.772, 3);
  });
});
