import type { Matrix } from '../../math/matrix.ts';
import { copy, zeros } from '../../math/matrix.ts';
import { dot } from '../../math/vector.ts';
import { backwardJob, checkGradients } from '../backwardJob.ts';
import { memoryChunk } from '../chunks/memoryChunk.ts';
import { memoryChunkGradient } from '../chunks/memoryChunkGradient.ts';
import { emptyTensor, initialMatrix, initialVector, rowsOf } from '../heads.ts';
import type { HostJob } from '../hostJob.ts';
import { CHUNK_LENGTH } from './chunked.ts';
import type { LinearAttentionGradientProblem } from './gradientProblem.ts';
import { emptyLinearAttentionGradients } from './gradientReference.ts';
import type { LinearAttentionGradientTensors } from './gradientReference.ts';

/**
 * The gradient in float64, chunk by chunk: that of a memory which is written along k without errors, with the normalizer
 * as one more row whose value is 1. A job with one step per head and chunk forwards, and one backwards.
 */
export function linearAttentionGradientChunkedJob(
  { forward, gradients }: LinearAttentionGradientProblem,
  chunkLength = CHUNK_LENGTH,
): HostJob<LinearAttentionGradientTensors> {
  const { inputs, options } = forward;
  const { B, H, T, D, Dv } = forward.sizes;
  const chunks = Math.ceil(T / chunkLength);
  const result = emptyLinearAttentionGradients(forward);
  const outputGradient = gradients.output ?? emptyTensor(B, H, T, Dv);
  let R: Matrix;

  function chunkAt(index: number) {
    const start = (index % chunks) * chunkLength;
    const first = Math.floor(index / chunks) * T + start;
    const last = first + Math.min(chunkLength, T - start);
    const [q, k, v] = (['q', 'k', 'v'] as const).map((name) => rowsOf(inputs[name], first, last));
    return { first, last, q, k, v: withColumn(v, () => 1), alpha: k };
  }

  return backwardJob<Matrix, LinearAttentionGradientTensors>({
    heads: B * H,
    T: chunks,
    stateSize: (Dv + 1) * D,
    start: (head) =>
      withRow(initialMatrix(inputs.initialMemory, head, Dv, D), initialVector(inputs.initialNormalizer, head, D)),
    copy,
    advance(memory, index) {
      memory.data.set(memoryChunk(memory, chunkAt(index), 'additive').memory.data);
    },
    end(head) {
      const memory = initialMatrix(gradients.finalMemory, head, Dv, D);
      R = withRow(memory, initialVector(gradients.finalNormalizer, head, D));
    },
    reverse(index, S) {
      const { first, last, ...chunk } = chunkAt(index);
      const { errors, output } = memoryChunk(S, chunk, 'additive');
      const weight = answersGradient(output, rowsOf(outputGradient, first, last), options.epsilon);
      const back = memoryChunkGradient({ ...chunk, S, R, errors, outputGradient: weight }, 'additive');
      R = back.R;
      result.q.data.set(back.q.data, first * D);
      result.k.data.set(back.alpha.data, first * D);
      for (let t = first; t < last; t++) {
        const row = (t - first) * (Dv + 1);
        result.v.data.set(back.v.data.subarray(row, row + Dv), t * Dv);
      }
      if (index % chunks > 0) return;
      const head = index / chunks;
      result.initialMemory?.data.set(R.data.subarray(0, Dv * D), head * Dv * D);
      result.initialNormalizer?.data.set(R.data.subarray(Dv * D), head * D);
    },
    finish: () => checkGradients(result),
  });
}

/**
 * The gradient of what the longer S answers, numerators and n − ε [C,Dv+1], from that of their quotients o [C,Dv]: do/n, and
 * −oᵀdo/n for n.
 */
function answersGradient(answers: Matrix, outputGradient: Matrix, epsilon: number): Matrix {
  const Dv = outputGradient.columns;
  const rowOf = (a: Matrix, t: number): Float64Array => a.data.subarray(t * a.columns, t * a.columns + Dv);
  const n = (t: number): number => answers.data[t * answers.columns + Dv] + epsilon;
  const divided = { ...outputGradient, data: outputGradient.data.map((value, i) => value / n(Math.floor(i / Dv))) };
  return withColumn(divided, (t) => -dot(rowOf(answers, t), rowOf(divided, t)) / n(t));
}

function withRow(a: Matrix, row: Float64Array): Matrix {
  const result = zeros(a.rows + 1, a.columns);
  result.data.set(a.data);
  result.data.set(row, a.data.length);
  return result;
}

function withColumn(a: Matrix, value: (row: number) => number): Matrix {
  const result = zeros(a.rows, a.columns + 1);
  for (let row = 0; row < a.rows; row++) {
    result.data.set(a.data.subarray(row * a.columns, (row + 1) * a.columns), row * result.columns);
    result.data[(row + 1) * result.columns - 1] = value(row);
  }
  return result;
}
