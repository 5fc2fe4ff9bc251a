import { expect, test } from 'vitest';
import { figureRow } from './index.ts';
import type { FigureTimes } from './figureTimes.ts';

/** An engine that shows these numbers, and takes these times in turn. */
function engine(shown: readonly number[], times: number[]): FigureTimes & { asked: number } {
  return {
    asked: 0,
    outcome: async () => shown,
    async time() {
      return times[this.asked++ % times.length]!;
    },
  };
}

const options = { pairs: 3, signal: new AbortController().signal };

test('the ratio is of neighbours, and has the goal’s bounds', async () => {
  const row = await figureRow('state-norms', engine([1, 2], [20, 40, 90]), engine([1, 2.0001], [10, 10, 10]), options);
  expect(row).toMatchObject({ goal: 'F1', lane: 'F', median: 4, samples: 3, met: false, reached: false });
  expect(row.sides.map(({ label, milliseconds }) => [label, milliseconds])).toEqual([
    ['Firefox', 40],
    ['Node', 10],
  ]);
});

test('no time is taken where figures show other numbers', async () => {
  const [firefox, node] = [engine([1, 2], [1]), engine([1, 3], [1])];
  const row = await figureRow('state-norms', firefox, node, options);
  expect(row).toMatchObject({ median: null, samples: 0, met: false, sides: [] });
  expect([firefox.asked, node.asked]).toEqual([0, 0]);
});

test('it ends between two timings', async () => {
  const controller = new AbortController();
  const firefox = engine([1], [5]);
  const node = { ...engine([1], [5]), time: async () => (controller.abort(new Error('enough')), 5) };
  await expect(figureRow('x', firefox, node, { pairs: 9, signal: controller.signal })).rejects.toThrow('enough');
  expect(firefox.asked).toBe(1);
});
