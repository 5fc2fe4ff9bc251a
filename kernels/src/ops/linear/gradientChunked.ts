import type { Matrix } from '../../math/matrix.ts';
import { zeros } from '../../math/matrix.ts';
import { dot } from '../../math/vector.ts';
import { checkGradients } from '../host/backwardJob.ts';
import { memoryGradientJob } from '../chunks/memoryGradientJob.ts';
import { emptyTensor, initialMatrix, initialVector, rowOf, rowsOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { CHUNK_LENGTH } from './chunked.ts';
import type { LinearAttentionGradientProblem } from './problem.ts';
import { emptyLinearAttentionGradients } from './gradientReference.ts';
import type { LinearAttentionGradientTensors } from './gradientReference.ts';

/**
 * The gradient in float64, chunk by chunk: that of a memory which is written along k without errors, with the normalizer
 * as one more row whose value is 1.
 */
export function linearAttentionGradientChunkedJob(
  { forward, gradients }: LinearAttentionGradientProblem,
  chunkLength = CHUNK_LENGTH,
): HostJob<LinearAttentionGradientTensors> {
  const { inputs, options, sizes } = forward;
  const { B, H, T, D, Dv } = sizes;
  const result = emptyLinearAttentionGradients(forward);
  const outputGradient = gradients.output ?? emptyTensor(B, H, T, Dv);
  return memoryGradientJob({
    ...{ sizes, rows: Dv + 1, chunkLength },
    error: 'additive',
    chunkAt({ first, last }) {
      const [q, k, v] = [inputs.q, inputs.k, inputs.v].map((tensor) => rowsOf(tensor, first, last));
      return { q, k, v: withColumn(v, () => 1), alpha: k };
    },
    start: (head) =>
      withRow(initialMatrix(inputs.initialMemory, head, Dv, D), initialVector(inputs.initialNormalizer, head, D)),
    end: (head) =>
      withRow(initialMatrix(gradients.finalMemory, head, Dv, D), initialVector(gradients.finalNormalizer, head, D)),
    outputGradient: ({ first, last }, answers) =>
      answersGradient(answers, rowsOf(outputGradient, first, last), options.epsilon),
    take({ first, last }, { q, v, alpha }) {
      result.q.data.set(q.data, first * D);
      result.k.data.set(alpha.data, first * D);
      for (let index = first; index < last; index++) {
        const row = (index - first) * (Dv + 1);
        rowOf(result.v, index).set(v.data.subarray(row, row + Dv));
      }
    },
    takeStart(head, R) {
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
