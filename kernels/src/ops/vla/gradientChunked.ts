import type { Matrix } from '../../math/matrix.ts';
import { addScaled, multiply, transpose, zeros } from '../../math/matrix.ts';
import { checkGradients } from '../backwardJob.ts';
import { initialMatrix, rowsOf } from '../heads.ts';
import { runAtOnce } from '../hostJob.ts';
import type { HostJob } from '../hostJob.ts';
import { CHUNK_LENGTH, chunkAt, chunkBounds, vlaChunk } from './chunked.ts';
import { vlaChunkGradient } from './gradientChunk.ts';
import type { VlaChunkGradient } from './gradientChunk.ts';
import type { VlaGradientProblem } from './gradientProblem.ts';
import { emptyVlaGradients } from './gradientReference.ts';
import type { VlaGradientTensors } from './gradientReference.ts';
import { initialVlaState } from './reference.ts';
import type { VlaState } from './step.ts';

/** The gradient in float64, chunk by chunk. The problem must suit the chunk form: see chooseForm. */
export function vlaGradientChunked(problem: VlaGradientProblem, chunkLength?: number): VlaGradientTensors {
  return runAtOnce(vlaGradientChunkedJob(problem, chunkLength));
}

/**
 * {@link vlaGradientChunked} as a job: one step per head and chunk forwards, and one backwards. One state per chunk is
 * kept in between, so that memory grows with T/C instead of T.
 */
export function vlaGradientChunkedJob(
  problem: VlaGradientProblem,
  chunkLength = CHUNK_LENGTH,
): HostJob<VlaGradientTensors> {
  const { forward, gradients } = problem;
  const { B, H, T, R, D, Dv } = forward.sizes;
  const bounds = chunkBounds(T, chunkLength, forward.options);
  const count = bounds.length;
  const result = emptyVlaGradients(forward);
  let states: VlaState[] = [];
  let gradient: VlaChunkGradient;

  const chunkOf = (head: number, index: number) => {
    const { start, end } = bounds[index];
    return chunkAt(forward, head * T + start, head * T + end);
  };

  function forwards(head: number, index: number): void {
    if (index === 0) states = [initialVlaState(forward, head)];
    const { memory, inverse } = vlaChunk(states[index], chunkOf(head, index), forward.options);
    states.push({ memory, inverse });
  }

  function backwards(head: number, index: number): void {
    if (index === count - 1) gradient = gradientBehind(problem, head, states[count].inverse);
    const [first, last] = [head * T + bounds[index].start, head * T + bounds[index].end];
    const weight = gradients.output ? rowsOf(gradients.output, first, last) : zeros(last - first, Dv);
    const { q, k, v, u, before } = vlaChunkGradient(
      states[index],
      chunkOf(head, index),
      forward.options,
      weight,
      gradient,
    );
    gradient = before;
    result.q.data.set(q.data, first * D);
    result.k.data.set(k.data, first * D);
    result.v.data.set(v.data, first * Dv);
    result.u.data.set(u.data, first * R * D);
    if (index > 0) return;
    result.initialMemory?.data.set(before.R.data, head * Dv * D);
    if ('G' in before) result.initialInverse?.data.set(before.G.data, head * D * D);
  }

  return {
    steps: 2 * B * H * count,
    run(step) {
      const head = Math.floor(step / (2 * count));
      const index = step % (2 * count);
      if (index < count) forwards(head, index);
      else backwards(head, 2 * count - 1 - index);
    },
    finish: () => checkGradients(result),
  };
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
