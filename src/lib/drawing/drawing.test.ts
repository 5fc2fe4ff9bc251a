import { decode } from 'fast-png';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { diverging, seriesStyle } from '../palette.ts';
import { colorOf, heatmapImage } from './heatmap.ts';
import { layOut } from './legend.ts';
import { lineChart } from './lineChart.ts';
import { spread } from './spread.ts';
import { powerTicks, tickLabel } from './ticks.ts';

const document = new JSDOM('').window.document;

describe('heatmap', () => {
  test('is a PNG of one pixel a square, row by row, with zero as the background', () => {
    const address = heatmapImage([0, 2, -2, 4, 1, 0], 3, 2, 'light');
    const png = decode(Buffer.from(address.split(',')[1], 'base64'));
    expect([png.width, png.height, png.channels]).toEqual([3, 2, 3]);
    const pixel = (i: number) => [...png.data.slice(3 * i, 3 * i + 3)];
    const stops = diverging.light;
    expect(pixel(0)).toEqual(stops[2]);
    expect(pixel(1)).toEqual(stops[4]);
    expect(pixel(2)).toEqual(stops[0]);
    expect(pixel(3)).toEqual(stops[4]);
    expect(pixel(4)).toEqual(stops[3]);
  });

  test('mixes neighbouring stops', () => {
    expect(
      colorOf(0.5, [
        [0, 0, 0],
        [100, 200, 40],
      ]),
    ).toEqual([75, 150, 30]);
  });
});

describe('labels', () => {
  test('are moved apart in order, inside their range', () => {
    expect(spread([50, 51, 10], 15, 0, 60)).toEqual([45, 60, 10]);
    expect(spread([10, 40], 15, 0, 60)).toEqual([10, 40]);
  });

  test('of ticks are short', () => {
    expect([0.1, 0.5, 1.25, 0, 1000, 1e-6, 100].map(tickLabel)).toEqual([
      '0.1',
      '0.5',
      '1.25',
      '0',
      '1000',
      '10⁻⁶',
      '100',
    ]);
    expect(powerTicks([0.02, 5000], 6)).toEqual([0.1, 1, 10, 100, 1000]);
    expect(powerTicks([1e-8, 1], 5)).toEqual([1e-8, 1e-6, 1e-4, 1e-2, 1]);
  });

  test('of a legend wrap to the width', () => {
    const entries = ['one', 'two', 'three'].map((label) => ({ label, style: seriesStyle('vla', 'light') }));
    expect(layOut(entries, 1000).map(({ row }) => row)).toEqual([0, 0, 0]);
    expect(layOut(entries, 60).map(({ row }) => row)).toEqual([0, 1, 2]);
  });
});

describe('line chart', () => {
  const points = [1, 10, 100].map((x) => ({ x, y: 2 * x, low: x, high: 3 * x }));
  const series = { label: 'doubled', style: seriesStyle('vla', 'light'), points };
  const base = {
    document,
    theme: 'light',
    width: 600,
    height: 300,
    x: { label: 'step', scale: 'log' },
    y: { label: 'value', scale: 'log' },
  } as const;

  test('draws a line, its band and its name; recorded data pale and without a name', () => {
    const chart = lineChart({ ...base, series: [{ ...series, pale: true }, series] });
    expect(chart.querySelectorAll('[aria-label="line"] path')).toHaveLength(2);
    expect(chart.querySelectorAll('[aria-label="area"] path')).toHaveLength(1);
    expect([...chart.querySelectorAll('text')].filter(({ textContent }) => textContent === 'doubled')).toHaveLength(1);
    const [pale, live] = chart.querySelectorAll('[aria-label="line"]');
    expect(Number(pale.getAttribute('stroke-opacity'))).toBeLessThan(0.5);
    expect(live.getAttribute('stroke-opacity')).not.toBe(pale.getAttribute('stroke-opacity'));
  });

  test('puts equal ratios at equal distances on a logarithmic axis', () => {
    const path = lineChart({ ...base, series: [series] })
      .querySelector('[aria-label="line"] path')
      ?.getAttribute('d');
    const xs = [...(path ?? '').matchAll(/[ML]([\d.]+),/g)].map(([, x]) => Number(x));
    expect(xs).toHaveLength(3);
    expect(xs[1] - xs[0]).toBeCloseTo(xs[2] - xs[1], 1);
  });

  test('names references, and names lines above the chart where it is narrow', () => {
    const reference = { label: 'limit', y: 50, style: seriesStyle('published', 'light') };
    const texts = (width: number) =>
      [...lineChart({ ...base, width, series: [series], references: [reference] }).querySelectorAll('text')].map(
        ({ textContent }) => textContent,
      );
    for (const width of [600, 320]) expect(texts(width)).toEqual(expect.arrayContaining(['limit', 'doubled', 'step']));
  });
});

test('every text of a chart has a colour of its theme', () => {
  const points = [1, 10].map((x) => ({ x, y: x }));
  for (const width of [320, 600]) {
    const chart = lineChart({
      document,
      theme: 'dark',
      width,
      height: 300,
      title: 'Title',
      x: { label: 'x' },
      y: { label: 'y' },
      series: [{ label: 'line', style: seriesStyle('vla', 'dark'), points }],
    });
    for (const text of chart.querySelectorAll('text')) {
      expect(text.closest('[fill]:not(svg)'), text.textContent).not.toBeNull();
      expect(text.closest('[fill]:not(svg)')?.getAttribute('fill')).toMatch(/^#/);
    }
  }
});
