import type { HostTensor } from '@vla/kernels';
import { pause } from '../../lib/compute/pause.ts';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import { mean, summary } from '../../lib/compute/statistics.ts';
import { stack } from '../../lib/compute/tensors.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Config, Operator, Scale } from './definition.ts';
import { heads, operators, scales } from './definition.ts';
import type { Drawn } from './inputs.ts';
import { draw } from './inputs.ts';
import type { Layers, Spread } from './weights.ts';
import { effectiveWeights, spreadOf } from './weights.ts';

/** At each length, over seeds. */
export interface Curve {
  /** exp(H), the geometric mean over a seed's heads. */
  readonly tokens: readonly Summary[];
  /** H / ln T */
  readonly share: readonly Summary[];
  /** Share of the weight below zero. */
  readonly negative: readonly Summary[];
}

export interface Data {
  readonly lengths: readonly number[];
  readonly curves: Readonly<Record<Scale, Readonly<Record<Operator, Curve>>>>;
}

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { seeds, headSize, lambda0 } = config;
  const lengths = lengthsUpTo(config.length);
  const tokens = lengths.reduce((sum, length) => sum + length, 0) * scales.length * operators.length;
  let done = 0;
  const curves = {} as Record<Scale, Record<Operator, Curve>>;
  for (const { scale, deviation } of scales) {
    onProgress({ fraction: done / tokens, message: 'drawing inputs' });
    const drawHeads = (random: Parameters<typeof draw>[0]): Drawn[] =>
      Array.from({ length: heads }, () => draw(random, config, deviation));
    const drawn = await forEachSeed({ seed, count: seeds, signal, draw: drawHeads });
    const layers = layersOf(drawn, headSize);
    const byOperator = {} as Record<Operator, Curve>;
    for (const operator of operators) {
      const spreads: Spread[][][] = [];
      for (const length of lengths) {
        const weights = await effectiveWeights(operator, layers, { length, lambda0 }, { session: runtime, signal });
        spreads.push(bySeed(weights));
        done += length;
        onProgress({ fraction: done / tokens, message: `${operator}, T = ${length}` });
        await pause(signal);
      }
      byOperator[operator] = curveOf(lengths, spreads);
    }
    curves[scale] = byOperator;
  }
  return { lengths, curves };
};

/** 16, 32, … and the longest. */
function lengthsUpTo(longest: number): number[] {
  const powers = Array.from({ length: 16 }, (_, i) => 16 * 2 ** i).filter((length) => length < longest);
  return [...powers, longest];
}

function layersOf(drawn: readonly (readonly Drawn[])[], headSize: number): Layers {
  const names = Object.keys(drawn[0][0]) as (keyof Drawn)[];
  const rows = (name: keyof Drawn): HostTensor =>
    stack(
      drawn.map((one) => one.map((head) => head[name])),
      name === 'strengths' ? 1 : headSize,
    );
  return Object.fromEntries(names.map((name) => [name, rows(name)])) as Layers;
}

function bySeed({ shape, data }: HostTensor): Spread[][] {
  const [batch, count, length] = shape;
  const row = (b: number, h: number) => data.subarray((b * count + h) * length, (b * count + h + 1) * length);
  return Array.from({ length: batch }, (_, b) => Array.from({ length: count }, (_, h) => spreadOf(row(b, h))));
}

/** @param spreads by length, seed and head */
function curveOf(lengths: readonly number[], spreads: readonly (readonly (readonly Spread[])[])[]): Curve {
  const over = (of: (heads: readonly Spread[], i: number) => number): Summary[] =>
    spreads.map((seeds, i) => summary(seeds.map((one) => of(one, i))));
  const entropy = (one: readonly Spread[]): number => mean(one.map((spread) => spread.entropy));
  return {
    tokens: over((one) => Math.exp(entropy(one))),
    share: over((one, i) => entropy(one) / Math.log(lengths[i])),
    negative: over((one) => mean(one.map(({ negative }) => negative))),
  };
}
