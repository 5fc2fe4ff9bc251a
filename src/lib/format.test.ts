import { describe, expect, test } from 'vitest';
import { capitalized, formatDuration, formatNumber, formatWithSpread } from './format.ts';

describe('numbers in print', () => {
  test.each([
    [0, '0'],
    [1, '1'],
    [1.2345, '1.23'],
    [0.012345, '0.0123'],
    [-3.5, '−3.50'],
    [999.96, '1000'],
    [12345.6, '12\u202f346'],
    [1000, '1000'],
    [1.4e-6, '1.4 × 10⁻⁶'],
    [2.5e9, '2.5 × 10⁹'],
    [NaN, 'not a number'],
    [-Infinity, '−∞'],
  ])('%d is "%s"', (value, text) => expect(formatNumber(value)).toBe(text));

  test.each([
    [1.2198, 0.0123, '1.220 ± 0.012'],
    [21.6, 1.4, '21.6 ± 1.4'],
    [1140.2, 35, '1140 ± 35'],
    [1.2198, undefined, '1.22'],
    [1.2198, 0, '1.22'],
    [0, 0, '0'],
    [242.25, 1e-13, '242'],
    [1.4e-6, 2e-7, '1.4 × 10⁻⁶ ± 2 × 10⁻⁷'],
  ])('%d with spread %d is "%s"', (value, spread, text) => expect(formatWithSpread(value, spread)).toBe(text));

  test.each([
    [400, '0.4 s'],
    [12_300, '12 s'],
    [200_000, '3 min 20 s'],
    [119_800, '2 min 0 s'],
  ])('%d ms is "%s"', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
});

test('a heading begins with a capital', () => {
  expect(['unit writes', 'λ', ''].map(capitalized)).toEqual(['Unit writes', 'Λ', '']);
});
