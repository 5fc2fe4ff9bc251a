import type { Numbers } from './types.ts';

/** A function of each number. */
export function mapped({ shape, data }: Numbers, of: (value: number) => number): Numbers {
  return { shape, data: data.map(of) };
}

export function sum(x: Numbers, y: Numbers): Numbers {
  return { shape: x.shape, data: x.data.map((value, i) => value + y.data[i]!) };
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** elu(x) + 1 */
export const positive = (x: number): number => (x > 0 ? x + 1 : Math.exp(x));
