import type { Matrix } from '../../../math/matrix.ts';
import { addScaled, copy, multiply, transpose } from '../../../math/matrix.ts';
import { backwardJob, checkGradients } from '../../host/backwardJob.ts';
import { emptyTensor, initialMatrix, rowsOf } from '../../host/heads.ts';
import { runAtOnce } from '../../host/job.ts';
import type { HostJob } from '../../host/job.ts';
import { CHUNK_LENGTH, chunkAt, chunkBounds, vlaChunk } from '../host/chunked.ts';
import { vlaChunkGradient } from './chunk.ts';
import type { VlaChunkGradient } from './chunk.ts';
import type { VlaGradientProblem } from '../problem.ts';
import { emptyVlaGradients } from './reference.ts';
import type { VlaGradientTensors } from './reference.ts';
import { initialVlaState } from '../reference.ts';
import type { VlaState } from '../step.ts';

/** The gradient in float64, chunk by chunk. The problem must suit the chunk form: see chooseForm. */
export function vlaGradientChunked(problem: VlaGradientProblem, chunkLength?: number): VlaGradientTensors {
  return runAtOnce(vlaGradientChunkedJob(problem, chunkLength));
}

/** {@link vlaGradientChunked} as a job: one step per head and chunk forwards, and one backwards. */
export function vlaGradientChunkedJob(
  problem: VlaGradientProblem,
  chunkLength = CHUNK_LENGTH,
): HostJob<VlaGradientTensors> {
  const { forward, gradients } = problem;
  const { B, H, T, R, D, Dv } = forward.sizes;
  const bounds = chunkBounds(T, chunkLength, forward.options);
  const result = emptyVlaGradients(forward);
  const outputGradient = gradients.output ?? emptyTensor(B, H, T, Dv);
  let gradient: VlaChunkGradient;

  function spanOf(index: number) {
    const { start, end } = bounds[index % bounds.length];
    const before = Math.floor(index / bounds.length) * T;
    return { first: before + start, last: before + end };
  }

  return backwardJob<VlaState, VlaGradientTensors>({
    heads: B * H,
    T: bounds.length,
    stateSize: D * D + Dv * D,
    start: (head) => initialVlaState(forward, head),
    copy: ({ inverse, memory }) => ({ inverse: copy(inverse), memory: copy(memory) }),
    advance(state, index) {
      const { first, last } = spanOf(index);
      const { memory, inverse } = vlaChunk(state, chunkAt(forward, first, last), forward.options);
      state.memory.data.set(memory.data);
      state.inverse.data.set(inverse.data);
    },
    end(head, { inverse }) {
      gradient = gradientBehind(problem, head, inverse);
    },
    reverse(index, state) {
      const { first, last } = spanOf(index);
      const chunk = chunkAt(forward, first, last);
      const weight = rowsOf(outputGradient, first, last);
      const { q, k, v, u, before } = vlaChunkGradient(state, chunk, forward.options, weight, gradient);
      gradient = before;
      result.q.data.set(q.data, first * D);
      result.k.data.set(k.data, first * D);
      result.v.data.set(v.data, first * Dv);
      result.u.data.set(u.data, first * R * D);
      if (index % bounds.length > 0) return;
      const head = index / bounds.length;
      result.initialMemory?.data.set(before.R.data, head * Dv * D);
      if ('G' in before) result.initialInverse?.data.set(before.G.data, head * D * D);
    },
    finish: () => checkGradients(result),
  });
}

/** The gradient with respect to a head's last state. `A` is its inverse. */
function gradientBehind({ forward, gradients }: VlaGradientProblem, head: number, A: Matrix): VlaChunkGradient {
  const { D, Dv } = forward.sizes;
  const { period, epsilon } = forward.options;
  const R = initialMatrix(gradients.finalMemory, head, Dv, D);
  const given = initialMatrix(gradients.finalInverse, head, D, D);
  const twice = addScaled(given, 1, transpose(given));
  const G = { ...twice, data: twice.data.map((value) => value / 2) };
  if (forward.inputs.initialInverse || (period > 0 && epsilon > 0)) return { R, G };
  return { R, P: gradients.finalInverse ? multiply(multiply(A, G), A) : G };
}
