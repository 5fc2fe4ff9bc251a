import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/errors.ts';
import * as layers from '../../src/layers/index.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Numbers are whole up to here, and told apart. */
const last = Number.MAX_SAFE_INTEGER;

interface Seeded {
  /** The largest seed that is accepted. */
  readonly largest: number;
  readonly make: (seed: number) => tf.Tensor[];
}

const x = () => tf.zeros<tf.Rank.R3>([1, 3, 8]);
const attention = (Layer: new (args: never) => layers.AttentionLayer, args: object = {}): Seeded => ({
  largest: last - 1000,
  make(seed) {
    const layer = new Layer({ modelDim: 8, heads: 1, convolution: 2, useBias: true, seed, ...args } as never);
    layer.forward(x());
    return layer.weights.map((weight) => weight.read());
  },
});

const seeded: Record<string, Seeded> = {
  VLALayer: attention(layers.VLALayer),
  'VLALayer of v2': attention(layers.VLALayer, { variant: 'v2', penalty: 'kernelised', rank: 2 }),
  DeltaNetLayer: attention(layers.DeltaNetLayer),
  GatedDeltaLayer: attention(layers.GatedDeltaLayer),
  LinearAttentionLayer: attention(layers.LinearAttentionLayer),
  RowGatedDeltaLayer: attention(layers.RowGatedDeltaLayer),
  SoftmaxAttentionLayer: attention(layers.SoftmaxAttentionLayer),
  PenaltyBuilder: {
    largest: last - 4,
    make(seed) {
      const builder = new layers.PenaltyBuilder({ seed });
      builder.apply(tf.zeros([1, 1, 3, 8]));
      return builder.weights.map((weight) => weight.read());
    },
  },
};

/** How the random weights begin, whatever they are scaled by. */
function starts(weights: readonly tf.Tensor[]): string[] {
  return weights
    .map((weight) => [...weight.dataSync()])
    .filter((numbers) => new Set(numbers).size > 2)
    .map(([first, ...numbers]) => numbers.slice(0, 3).map((value) => (value / first!).toFixed(3)))
    .map((ratios) => ratios.join());
}

describe.each(Object.entries(seeded))('seeds of %s', (_, { largest, make }) => {
  test.each([-last, -largest, -1, 0, 1, 2 ** 32, largest - 1, largest])(
    '%d: no two weights start equal, and they are the same again',
    (seed) => {
      const first = starts(make(seed));
      expect(first.length).toBeGreaterThan(2);
      expect(new Set(first).size).toBe(first.length);
      expect(starts(make(seed))).toEqual(first);
    },
  );

  test('the two ends share no weights', () => {
    const low = new Set(starts(make(-last)));
    expect(starts(make(largest)).filter((start) => low.has(start))).toEqual([]);
  });

  test.each([-last - 1, largest + 1, last, 2 ** 53, 2 ** 60, 1e300, Infinity])('%d is refused', (seed) => {
    expect(() => make(seed)).toThrow(ArgumentError);
    expect(() => make(seed)).toThrow(
      `seed: was ${seed}; expected an integer from 1 - 2^53 to 2^53 - ${last - largest + 1}, so that those of its weights, up to ${last - largest} above it, are told apart as numbers`,
    );
  });
});
