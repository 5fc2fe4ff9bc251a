import { describe, expect, test } from 'vitest';
import type { SeriesName, Theme } from './palette.ts';
import { diverging, inks, seriesStyle } from './palette.ts';

const names: readonly SeriesName[] = [
  'vla',
  'vlaRandom',
  'deltanet',
  'deltanetWide',
  'linear',
  'linearUnit',
  'softmax',
  'ridge',
  'second',
  'third',
  'fourth',
  'published',
];

/** Relative luminance and contrast as WCAG 2 defines them. */
function luminance(channels: readonly number[]): number {
  const [r, g, b] = channels
    .map((channel) => channel / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const channelsOf = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

describe.each(['light', 'dark'] satisfies Theme[])('colours on %s', (theme) => {
  const background = channelsOf(inks[theme].background);

  test.each(names)('%s can be read as text', (name) => {
    expect(contrast(channelsOf(seriesStyle(name, theme).color), background)).toBeGreaterThanOrEqual(4.5);
  });

  test('text and labels can be read', () => {
    expect(contrast(channelsOf(inks[theme].text), background)).toBeGreaterThanOrEqual(7);
    expect(contrast(channelsOf(inks[theme].muted), background)).toBeGreaterThanOrEqual(4.5);
  });

  test('zero is the background, and both ends stand out from it', () => {
    const stops = diverging[theme];
    expect(stops[(stops.length - 1) / 2]).toEqual(background);
    for (const end of [stops[0], stops[stops.length - 1]]) expect(contrast(end, background)).toBeGreaterThanOrEqual(7);
  });

  test('operators differ in their dash too', () => {
    const operators = ['vla', 'vlaRandom', 'deltanet', 'linear', 'softmax', 'ridge'] as const;
    expect(new Set(operators.map((name) => seriesStyle(name, theme).dash)).size).toBe(operators.length);
  });
});
