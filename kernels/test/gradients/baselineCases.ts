import { deltaNetGradientCpuJob } from '../../src/ops/deltanet/gradientCpu.ts';
import { deltaNetGradientProblem } from '../../src/ops/deltanet/problem.ts';
import { deltaNetGradientReference } from '../../src/ops/deltanet/gradientReference.ts';
import {
  deltaNet as deltaNetOperator,
  deltaNetGradient,
  gatedDelta as gatedDeltaOperator,
  gatedDeltaGradient,
  linearAttention,
  linearAttentionGradient,
  softmaxAttention,
  softmaxAttentionGradient,
} from '../../src/index.ts';
import type { Session } from '../../src/index.ts';
import { gatedDeltaGradientCpuJob } from '../../src/ops/gatedDelta/gradientCpu.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';
import { linearAttentionGradientCpuJob } from '../../src/ops/linear/gradientCpu.ts';
import { linearAttentionGradientProblem } from '../../src/ops/linear/problem.ts';
import { linearAttentionGradientReference } from '../../src/ops/linear/gradientReference.ts';
import { softmaxAttentionGradientCpuJob } from '../../src/ops/softmax/gradientCpu.ts';
import { softmaxAttentionGradientProblem } from '../../src/ops/softmax/problem.ts';
import { softmaxAttentionGradientReference } from '../../src/ops/softmax/gradientReference.ts';
import { seededRandom } from '../../src/random.ts';
import {
  deltaNetProblem,
  deltaNetReference,
  gatedDeltaGradientProblem,
  gatedDeltaGradientReference,
  gatedDeltaProblem,
  gatedDeltaReference,
  linearAttentionProblem,
  linearAttentionReference,
  softmaxAttentionProblem,
  softmaxAttentionReference,
} from '../../src/reference.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { normals, unitVectors } from '../support/random.ts';

/* Every option and optional tensor of the baselines. */

const random = seededRandom(8);
const [B, H, T, D, Dv] = [2, 1, 6, 4, 3];
const positive = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: data.map(Math.exp) });
const q = normals(random, B, H, T, D);
const k = unitVectors(random, B, H, T, D);
const v = normals(random, B, H, T, Dv);
const beta = positive(normals(random, B, H, T));
const initialMemory = normals(random, B, H, Dv, D);
const initialNormalizer = positive(normals(random, B, H, D));
// One that empties the memory, and one that nearly does.
const gamma = { shape: [B, H, T], data: Float64Array.from([0.9, 1e-3, 0.7, 0, 0.8, 0.6, 0.5, 0.9, 1, 0.3, 0.7, 0.2]) };
const p = unitVectors(seededRandom(9), B, H, T, D);
const features = { q: positive(q), k: positive(k), v };
const weights = {
  output: normals(random, B, H, T, Dv),
  finalMemory: normals(random, B, H, Dv, D),
  finalNormalizer: normals(random, B, H, D),
};
const { output, finalMemory } = weights;

export interface Case {
  readonly inputs: object;
  readonly weights: object;
  readonly forward: (inputs: never) => object;
  readonly gradient: (inputs: never) => object;
  /** The gradient with float32 state. */
  readonly onCpu: (inputs: never) => object;
  /** The public function, anywhere. */
  readonly onSession: (inputs: never, session: Session) => Promise<object>;
  /** The operator, for tf.Tensors. */
  readonly onTensors: (inputs: never) => object;
}

const deltaNet = {
  forward: (inputs: never) => deltaNetReference(deltaNetProblem(inputs)),
  gradient: (inputs: never) => deltaNetGradientReference(deltaNetGradientProblem(inputs)),
  onCpu: (inputs: never) => runAtOnce(deltaNetGradientCpuJob(deltaNetGradientProblem(inputs))),
  onSession: (inputs: never, session: Session) => deltaNetGradient(inputs, { session }),
  onTensors: (inputs: never) => deltaNetOperator(inputs),
};
const gatedDelta = (error?: 'residual' | 'additive') => ({
  forward: (inputs: never) => gatedDeltaReference(gatedDeltaProblem(inputs, { error })),
  gradient: (inputs: never) => gatedDeltaGradientReference(gatedDeltaGradientProblem(inputs, { error })),
  onCpu: (inputs: never) => runAtOnce(gatedDeltaGradientCpuJob(gatedDeltaGradientProblem(inputs, { error }))),
  onSession: (inputs: never, session: Session) => gatedDeltaGradient(inputs, { error, session }),
  onTensors: (inputs: never) => gatedDeltaOperator(inputs, { error }),
});
const linear = (epsilon?: number) => ({
  forward: (inputs: never) => linearAttentionReference(linearAttentionProblem(inputs, { epsilon })),
  gradient: (inputs: never) => linearAttentionGradientReference(linearAttentionGradientProblem(inputs, { epsilon })),
  onCpu: (inputs: never) =>
    runAtOnce(linearAttentionGradientCpuJob(linearAttentionGradientProblem(inputs, { epsilon }))),
  onSession: (inputs: never, session: Session) => linearAttentionGradient(inputs, { epsilon, session }),
  onTensors: (inputs: never) => linearAttention(inputs, { epsilon }),
});
const softmax = (scale?: number) => ({
  forward: (inputs: never) => softmaxAttentionReference(softmaxAttentionProblem(inputs, { scale })),
  gradient: (inputs: never) => softmaxAttentionGradientReference(softmaxAttentionGradientProblem(inputs, { scale })),
  onCpu: (inputs: never) =>
    runAtOnce(softmaxAttentionGradientCpuJob(softmaxAttentionGradientProblem(inputs, { scale }))),
  onSession: (inputs: never, session: Session) => softmaxAttentionGradient(inputs, { scale, session }),
  onTensors: (inputs: never) => softmaxAttention(inputs, { scale }),
});

export const baselineCases: Record<string, Case> = {
  deltaNet: { ...deltaNet, inputs: { q, k, v }, weights: { output } },
  'deltaNet with strengths': { ...deltaNet, inputs: { q, k, v, beta }, weights: { output } },
  'deltaNet with states': {
    ...deltaNet,
    inputs: { q, k, v, beta, initialMemory },
    weights: { output, finalMemory },
  },
  'deltaNet, final memory only': { ...deltaNet, inputs: { q, k, v }, weights: { finalMemory } },
  'gated delta rule': { ...gatedDelta(), inputs: { q, k, v, beta, gamma }, weights: { output } },
  'gated delta rule, a read key and states': {
    ...gatedDelta(),
    inputs: { q, k, p, v, beta, gamma, initialMemory },
    weights: { output, finalMemory },
  },
  'gated delta rule, additive': { ...gatedDelta('additive'), inputs: { q, k, v, gamma }, weights: { output } },
  'linear attention': { ...linear(), inputs: features, weights: { output } },
  'linear attention, large ε': { ...linear(2), inputs: features, weights: { output } },
  'linear attention with states': {
    ...linear(0.1),
    inputs: { ...features, initialMemory, initialNormalizer },
    weights,
  },
  'softmax attention': { ...softmax(), inputs: { q, k, v }, weights: { output } },
  'softmax attention, another scale': { ...softmax(2), inputs: { q, k, v }, weights: { output } },
};
