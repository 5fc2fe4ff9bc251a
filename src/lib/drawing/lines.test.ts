import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { seriesStyle } from '../palette.ts';
import { linePanels } from './linePanels.ts';
import { meanLine } from './meanLine.ts';
import { overRecorded } from './overRecorded.ts';

const style = seriesStyle('vla', 'light');

describe('a line through means', () => {
  const x = [1, 10];
  const summaries = [
    { mean: 0.5, deviation: 0.75 },
    { mean: 2, deviation: 0.5 },
  ];

  test('has a band of one standard deviation', () => {
    expect(meanLine({ x, summaries })).toEqual([
      { x: 1, y: 0.5, low: -0.25, high: 1.25 },
      { x: 10, y: 2, low: 1.5, high: 2.5 },
    ]);
  });

  test('stays above zero on a logarithmic axis', () => {
    expect(meanLine({ x, summaries, scale: 'log' }).map(({ low }) => low)).toEqual([0.05, 1.5]);
  });

  test('ends where the quantity does', () => {
    expect(meanLine({ x, summaries, least: 0, most: 1 })).toEqual([
      { x: 1, y: 0.5, low: 0, high: 1 },
      { x: 10, y: 1, low: 1, high: 1 },
    ]);
  });
});

describe('a live result', () => {
  const lines = (y: number) => [{ label: `${y}`, style, points: [{ x: 0, y }] }];

  test('is drawn over what is recorded, which is pale', () => {
    const drawn = overRecorded({ data: 2, recorded: 1 }, lines);
    expect(drawn.map(({ label, pale = false }) => [label, pale])).toEqual([
      ['1', true],
      ['2', false],
    ]);
  });

  test('stands alone where nothing is recorded', () => {
    expect(overRecorded({ data: 2 }, lines)).toEqual(lines(2));
  });
});

describe('line charts of one figure', () => {
  const { document } = new JSDOM('').window;
  const chart = {
    x: { label: 'x' },
    y: { label: 'y' },
    series: [{ label: 'a line', style, points: meanLine({ x: [1, 2], summaries: [one(1), one(2)] }) }],
  };
  const places = (width: number) => {
    const figure = linePanels({
      document,
      theme: 'light',
      width,
      label: 'two charts',
      height: 200,
      charts: [chart, chart],
    });
    return [...figure.children].map((child) => [Number(child.getAttribute('x')), Number(child.getAttribute('y'))]);
  };

  test('stand side by side where they fit, else one below the other', () => {
    expect(places(720)).toEqual([
      [0, 0],
      [370, 0],
    ]);
    expect(places(352)).toEqual([
      [0, 0],
      [0, 220],
    ]);
  });
});

function one(mean: number) {
  return { mean, deviation: 0 };
}
