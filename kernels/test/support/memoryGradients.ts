import { deltaNetGradient, linearAttentionGradient } from '../../src/index.ts';
import type { Session } from '../../src/index.ts';
import { deltaNetGradientChunkedJob } from '../../src/ops/deltanet/gradientChunked.ts';
import { deltaNetGradientProblem } from '../../src/ops/deltanet/problem.ts';
import { deltaNetGradientReference } from '../../src/ops/deltanet/gradientReference.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';
import { linearAttentionGradientChunkedJob } from '../../src/ops/linear/gradientChunked.ts';
import { linearAttentionGradientProblem } from '../../src/ops/linear/problem.ts';
import { linearAttentionGradientReference } from '../../src/ops/linear/gradientReference.ts';
import type { Random } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { normals, unitVectors } from './random.ts';

export interface Sizes {
  readonly B: number;
  readonly H: number;
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
}

type Options = { readonly form?: 'recurrent' | 'chunk'; readonly chunkLength?: number; readonly epsilon?: number };

/** An operator with a memory S whose gradient has two forms. */
export interface MemoryOperator {
  /** A call with everything it may have, or with what it needs. */
  readonly inputs: (random: Random, sizes: Sizes, all: boolean) => object;
  readonly reference: (inputs: never, options?: Options) => object;
  readonly chunked: (inputs: never, chunkLength: number) => object;
  readonly gradient: (inputs: never, options: Options & { session: Session }) => Promise<object>;
  /** The chunk form has as many passes where a call has no state. */
  readonly passes: number;
}

const positive = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: data.map((x) => Math.abs(x) + 0.1) });

const values = (random: Random, { B, H, T, D, Dv }: Sizes, all: boolean) => ({
  v: normals(random, B, H, T, Dv),
  outputGradient: normals(random, B, H, T, Dv),
  ...(all && { initialMemory: normals(random, B, H, Dv, D), finalMemoryGradient: normals(random, B, H, Dv, D) }),
});

export const memoryOperators: Record<'deltanet' | 'linear', MemoryOperator> = {
  deltanet: {
    inputs: (random, sizes, all) => {
      const { B, H, T, D } = sizes;
      const beta = { shape: [B, H, T], data: Float32Array.from({ length: B * H * T }, () => random.uniform(0.1, 1)) };
      const keys = { q: normals(random, B, H, T, D), k: unitVectors(random, B, H, T, D) };
      return { ...keys, ...values(random, sizes, all), ...(all && { beta }) };
    },
    reference: (inputs) => deltaNetGradientReference(deltaNetGradientProblem(inputs)),
    chunked: (inputs, chunkLength) =>
      runAtOnce(deltaNetGradientChunkedJob(deltaNetGradientProblem(inputs), chunkLength)),
    gradient: (inputs, options) => deltaNetGradient(inputs, options),
    passes: 4,
  },
  linear: {
    inputs: (random, sizes, all) => {
      const { B, H, T, D } = sizes;
      const features = { q: positive(normals(random, B, H, T, D)), k: positive(normals(random, B, H, T, D)) };
      const states = {
        initialNormalizer: positive(normals(random, B, H, D)),
        finalNormalizerGradient: normals(random, B, H, D),
      };
      return { ...features, ...values(random, sizes, all), ...(all && states) };
    },
    reference: (inputs, { epsilon } = {}) =>
      linearAttentionGradientReference(linearAttentionGradientProblem(inputs, { epsilon })),
    chunked: (inputs, chunkLength) =>
      runAtOnce(linearAttentionGradientChunkedJob(linearAttentionGradientProblem(inputs), chunkLength)),
    gradient: (inputs, options) => linearAttentionGradient(inputs, options),
    passes: 6,
  },
};
