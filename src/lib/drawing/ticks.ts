import { formatNumber } from '../format.ts';

/** Powers of ten in a range, thinned to at most `most` by leaving out whole decades. */
export function powerTicks([low, high]: readonly [number, number], most: number): number[] {
  const slack = 1e-9;
  const first = Math.ceil(Math.log10(low) - slack);
  const last = Math.floor(Math.log10(high) + slack);
  const every = Math.max(1, Math.ceil((last - first + 1) / most));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
    .filter((exponent) => exponent % every === 0)
    .map((exponent) => Number(`1e${exponent}`));
}

/** 0.5, 1.25, 1000, 10 000, 10⁻⁶. */
export function tickLabel(value: number): string {
  const text = formatNumber(value);
  if (text.includes('×')) return text.replace(/^1 × /, '');
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
