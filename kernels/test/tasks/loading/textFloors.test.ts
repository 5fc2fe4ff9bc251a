import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteNaiveBayes, textFloors } from '../../../src/tasks/index.ts';
import type { LabelledBytes } from '../../../src/tasks/index.ts';

const texts = (label: 0 | 1, ...contents: string[]): LabelledBytes[] =>
  contents.map((text) => ({ label, bytes: new TextEncoder().encode(text) }));

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The same rule, from a Map and the definition. */
function slowly(train: readonly LabelledBytes[], order: number, counted: 'all' | 'once', bytes: number) {
  const runsOf = (text: Uint8Array): string[] => {
    const read = [...text.subarray(0, bytes)];
    const runs = read.slice(order - 1).map((_, i) => read.slice(i, i + order).join());
    return counted === 'once' ? [...new Set(runs)] : runs;
  };
  const counts = [new Map<string, number>(), new Map<string, number>()];
  for (const { bytes: text, label } of train)
    for (const run of runsOf(text)) counts[label]!.set(run, (counts[label]!.get(run) ?? 0) + 1);
  const known = new Set(counts.flatMap((count) => [...count.keys()]));
  const totals = counts.map((count) => [...count.values()].reduce((sum, value) => sum + value, known.size));
  return (text: Uint8Array): number => {
    const logs = counts.map((count, label) =>
      runsOf(text)
        .filter((run) => known.has(run))
        .reduce((sum, run) => sum + Math.log(((count.get(run) ?? 0) + 1) / totals[label]!), 0),
    );
    return logs[1]! - logs[0]!;
  };
}

describe('naive Bayes on runs of bytes', () => {
  test('is the rule of its definition', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    const sample = fc.array(fc.tuple(fc.constantFrom<0 | 1>(0, 1), text), { minLength: 1, maxLength: 8 });
    const settings = fc.record({
      order: fc.constantFrom(1, 2),
      counted: fc.constantFrom<'all' | 'once'>('all', 'once'),
      bytes: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(sample, text, settings, (pairs, asked, { order, counted, bytes }) => {
        const train = pairs.flatMap(([label, content]) => texts(label, content));
        const odds = slowly(train, order, counted, bytes)(encode(asked));
        // Where both labels are equally likely, rounding decides.
        fc.pre(Math.abs(odds) > 1e-6);
        expect(byteNaiveBayes(train, { order, counted, bytes })(encode(asked))).toBe(odds > 0 ? 1 : 0);
      }),
      { numRuns: 40 },
    );
  });

  test('of three bytes sees what two do not', () => {
    const train = [...texts(1, 'abc', 'bca'), ...texts(0, 'cab', 'bcc', 'aab')];
    expect(byteNaiveBayes(train, { order: 3, bytes: 3 })(encode('abc'))).toBe(1);
    expect(byteNaiveBayes(train, { order: 3, bytes: 3 })(encode('cab'))).toBe(0);
  });

  test('reads no further than it may', () => {
    const train = [...texts(1, 'xxgood'), ...texts(0, 'xxbad')];
    expect(byteNaiveBayes(train, { order: 1, bytes: 6 })(encode('good'))).toBe(1);
    const cut = byteNaiveBayes(train, { order: 1, bytes: 2 });
    expect([cut(encode('good')), cut(encode('xx'))]).toEqual([0, 0]);
  });

  test.each([
    [{ order: 4, bytes: 1 }, 'order: was 4; expected an integer of at least 1 and at most 3'],
    [{ order: 1, bytes: 0 }, 'bytes: was 0'],
    [{ order: 1, bytes: 1, counted: 'twice' as 'once' }, 'counted: was "twice"'],
  ])('refuses %o', (settings, words) => {
    expect(() => byteNaiveBayes([], settings)).toThrow(words);
  });
});

test('floors are shares of right answers', () => {
  const train = [...texts(1, 'good', 'good'), ...texts(0, 'bad', 'bad', 'bad')];
  const test = [...texts(1, 'good', 'bad', 'oo'), ...texts(0, 'bad')];
  expect(textFloors({ train, test }, { bytes: 9, orders: [1, 2] })).toEqual({
    constant: 0.25,
    naiveBayes: { 1: 0.75, 2: 0.75 },
  });
});
