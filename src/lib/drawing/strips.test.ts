import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { seriesStyle } from '../palette.ts';
import { strips, stripsHeight } from './strips.ts';

const style = seriesStyle('vla', 'light');
const draw = (more: object = {}) =>
  strips({
    ...{ document: new JSDOM('').window.document, theme: 'light', width: 320, title: 'Rung', axisLabel: 'accuracy, %' },
    ...{ domain: [0, 100], ticks: [0, 50, 100], marks: [] },
    strips: [{ label: 'VLA', lanes: [{ style, values: [40, 60] }] }],
    ...more,
  });
const numbers = (nodes: Iterable<Element>, name: string): number[] =>
  [...nodes].map((node) => Number(node.getAttribute(name)));

test('values stand between the ticks that they lie between, and their bar at the mean', () => {
  const drawing = draw();
  const [zero, half, all] = numbers([...drawing.querySelectorAll('line')].slice(0, 3), 'x1');
  const [first, second] = numbers(drawing.querySelectorAll('circle'), 'cx');
  expect(half).toBeCloseTo((zero + all) / 2, 9);
  expect(first).toBeCloseTo(zero + 0.4 * (all - zero), 9);
  const bar = drawing.querySelector('line[stroke-width="2"]')!;
  expect(Number(bar.getAttribute('x1'))).toBeCloseTo((first + second) / 2, 9);
});

test('a single value has no bar, and a row without values says why', () => {
  const single = draw({ strips: [{ label: 'VLA', lanes: [{ style, values: [40] }], empty: 'not run' }] });
  expect(single.querySelector('line[stroke-width="2"]')).toBeNull();
  expect(single.textContent).not.toContain('not run');
  const none = draw({ strips: [{ label: 'VLA', lanes: [{ style, values: [] }], empty: 'not run' }] });
  expect(none.querySelectorAll('circle')).toHaveLength(0);
  expect(none.textContent).toContain('not run');
});

test('the name of a line stands to its right where it fits, and to its left elsewhere', () => {
  const drawing = draw({
    marks: [
      { x: 95, label: 'two levels read' },
      { x: 10, label: 'constant answer' },
    ],
  });
  const names = [...drawing.querySelectorAll('text[paint-order]')];
  expect(names.map((name) => [name.textContent, name.getAttribute('text-anchor')])).toEqual([
    ['constant answer', 'start'],
    ['two levels read', 'end'],
  ]);
});

test('lanes of a row lie one above the other, within the height that is asked for', () => {
  const lanes = [10, 20, 30].map((value) => ({ style, values: [value] }));
  const drawing = draw({ strips: [{ label: 'MIN', lanes, floors: [50] }], rowHeight: 40 });
  const heights = numbers(drawing.querySelectorAll('circle'), 'cy');
  expect(heights[1] - heights[0]).toBe(10);
  expect(heights[2] - heights[1]).toBe(10);
  const lowest = Math.max(...numbers(drawing.querySelectorAll('text'), 'y'));
  expect(lowest).toBeLessThanOrEqual(stripsHeight(1, 0, 40));
  expect(drawing.querySelectorAll('line[stroke-dasharray]')).toHaveLength(1);
});
