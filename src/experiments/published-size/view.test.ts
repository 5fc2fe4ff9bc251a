import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { shape } from '../mqar-published/shape.ts';
import { view } from '../mqar-published/view.ts';
import { experiments } from '../registry.ts';
import { curveChart } from './charts.ts';
import type { SizedData } from './data.ts';

const ids = Object.keys(experiments).filter((id) => /^mqar-published|^copy-published$/.test(id));
const sized = ids.filter((id) => id !== 'mqar-published-length');
const looks = (count: number) => Array.from({ length: count }, (_, i) => ({ step: 60 * (i + 1), accuracy: i / count }));

/** Three runs a point, of which those of softmax attention are solved on the way. */
const data: SizedData = {
  entrants: shape.entrants.map((name) => ({
    ...{ name, learningRate: 0.001, tried: [] },
    points: shape.sizes.map((size) => ({
      size,
      runs: [0.7, 0.8, 0.9].map((accuracy) => ({
        ...{ accuracy, exactMatch: 0, steps: 3000, curve: looks(50) },
        ...(name === 'softmax' && { steps: 600, curve: looks(10), solved: true as const }),
      })),
    })),
  })),
};

test.each(sized)('the picture of %s ends with a screen', async (id) => {
  const { draw } = await experiments[id]!.loadView();
  const { document } = new JSDOM('').window;
  const svg = draw({ data: { entrants: [] }, view: {}, theme: 'light', width: 720, document });
  expect(Number(svg.getAttribute('height'))).toBeGreaterThan(200);
  expect(Number(svg.getAttribute('height'))).toBeLessThanOrEqual(660);
});

describe('three runs a point', () => {
  test('have a band each, after training and during it', () => {
    const { document } = new JSDOM('').window;
    const svg = view.draw({ data, view: {}, theme: 'dark', width: 720, document });
    const charts = 1 + shape.sizes.length;
    expect(svg.querySelectorAll('[fill-opacity="0.16"]')).toHaveLength(charts * shape.entrants.length);
  });

  test('that are solved stay level to the end of the others', () => {
    const { series } = curveChart({ data, theme: 'light', size: 16, unit: 'pairs' });
    expect(series.map(({ points }) => points.at(-1)!.x)).toEqual([3000, 3000, 3000, 3000]);
    const [before, last] = series.at(-1)!.points.slice(-2);
    expect([before!.x, last!.y]).toEqual([600, before!.y]);
  });
});
