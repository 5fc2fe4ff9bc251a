import type { Matrix, Vector } from '../../math/matrix.ts';
import { addOuter, multiplyVector } from '../../math/matrix.ts';
import { checkMatrix, checkObject, checkScalar, checkVector } from '../../math/shapes.ts';
import { emptyTensor, initialMatrix, rowOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { checkConverged, checkStep, runAtOnce } from '../host/job.ts';
import type { DeltaNetResult } from './types.ts';
import type { DeltaNetProblem } from './problem.ts';
import { checkProblem } from '../validation/problem.ts';

export type DeltaNetTensors = Omit<DeltaNetResult, 'ran'>;

/** One position of one head: q, k [D], v [Dv]. */
export interface DeltaNetStepToken {
  readonly q: Vector;
  readonly k: Vector;
  readonly v: Vector;
  readonly beta: number;
}

export function checkDeltaNetToken(token: DeltaNetStepToken, { rows, columns }: Matrix): void {
  checkObject('token', token, 'q, k, v, beta');
  checkVector('token.q', token.q, columns);
  checkVector('token.k', token.k, columns);
  checkVector('token.v', token.v, rows);
  checkScalar('token.beta', token.beta);
}

/** One step of the delta rule in float64: S ← S + β (v − S k) kᵀ in place; returns o = S q. */
export function deltaNetStep(S: Matrix, token: DeltaNetStepToken): Float64Array {
  checkMatrix('S', S);
  checkDeltaNetToken(token, S);
  const { q, k, v, beta } = token;
  const error = multiplyVector(S, k).map((recalled, i) => v[i] - recalled);
  addOuter(S, beta, error, k);
  return multiplyVector(S, q);
}

/** The delta rule in float64, token by token. */
export function deltaNetReference(problem: DeltaNetProblem): DeltaNetTensors {
  checkProblem(problem, 'deltaNetProblem');
  return runAtOnce(deltaNetReferenceJob(problem));
}

/** {@link deltaNetReference} as a job with one step per head and token. */
export function deltaNetReferenceJob({ sizes, inputs }: DeltaNetProblem): HostJob<DeltaNetTensors> {
  const { B, H, T, D, Dv } = sizes;
  const output = emptyTensor(B, H, T, Dv);
  const finalMemory = emptyTensor(B, H, Dv, D);
  let memory: Matrix;
  return {
    steps: B * H * T,
    run(index) {
      const head = Math.floor(index / T);
      const t = index % T;
      if (t === 0) memory = initialMatrix(inputs.initialMemory, head, Dv, D);
      const o = deltaNetStep(memory, {
        q: rowOf(inputs.q, index),
        k: rowOf(inputs.k, index),
        v: rowOf(inputs.v, index),
        beta: inputs.beta.data[index],
      });
      rowOf(output, index).set(o);
      checkStep(output.data, index, sizes);
      if (t === T - 1) finalMemory.data.set(memory.data, head * Dv * D);
    },
    finish() {
      checkConverged(finalMemory.data, () => 'in the final memory');
      return { output, finalMemory };
    },
  };
}
