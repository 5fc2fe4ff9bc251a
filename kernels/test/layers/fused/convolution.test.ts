import { split } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { AttentionLayer } from '../../../src/layers/index.ts';
import type { AttentionForward } from '../../../src/layers/index.ts';
import { expectFused } from './expectFused.ts';

/** Shows what the short convolution makes of a layer's projections, which are the thirds of its input. */
class Shown extends AttentionLayer {
  static readonly className = 'Shown';
  #weight!: Tensor;

  convolved(x: Tensor, weight: Tensor): Tensor[] {
    this.#weight = weight;
    const { query, key, value, recent } = this.project(x, undefined);
    return [query, key, value, recent!];
  }

  override forward(): AttentionForward {
    throw new Error('is not asked for');
  }

  protected override linear(x: Tensor, name: string): Tensor3D {
    return split(x, 3, 2)[['query', 'key', 'value'].indexOf(name)] as Tensor3D;
  }

  protected override parameter(): Tensor {
    return this.#weight;
  }
}

describe.each([1, 3, 4, 5])('%d channels of each projection', (size) => {
  test.each([
    [2, 4],
    [3, 2],
    [4, 3],
    [4, 7],
  ])('%d taps on %d tokens', (taps, T) => {
    const layer = new Shown({ modelDim: size, convolution: taps });
    return expectFused({
      shapes: [
        [2, T, 3 * size],
        [taps, 3 * size],
      ],
      run: (x, weight) => layer.convolved(x!, weight!),
      kernels: ['SplitV', 'Slice', 'Concat'],
      float64: (x, weight) => {
        const width = 3 * size;
        const at = (b: number, t: number, c: number): number => (t < 0 ? 0 : x![(b * T + t) * width + c]!);
        const entries = (first: number, count: number, of: (b: number, t: number, c: number) => number): Float64Array =>
          Float64Array.from({ length: 2 * T * count }, (_, index) => {
            const token = Math.floor(index / count);
            return of(Math.floor(token / T), token % T, first + (index % count));
          });
        const convolved = (b: number, t: number, c: number): number =>
          Array.from({ length: taps }, (_, i) => weight![i * width + c]! * at(b, t - taps + 1 + i, c)).reduce(
            (sum, one) => sum + one,
          );
        const recent = entries(0, width, at);
        const kept = [0, 1].flatMap((b) => [...recent.subarray((b * T + T - taps + 1) * width, (b + 1) * T * width)]);
        return [...[0, size, 2 * size].map((first) => entries(first, size, convolved)), Float64Array.from(kept)];
      },
    });
  });
});
