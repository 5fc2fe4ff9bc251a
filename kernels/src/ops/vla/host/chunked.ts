import { cholesky, invertPositiveDefinite, solveLower } from '../../../math/cholesky.ts';
import type { Matrix } from '../../../math/matrix.ts';
import { addDiagonal, addScaled, multiply, transpose } from '../../../math/matrix.ts';
import { norm } from '../../../math/vector.ts';
import { DeviceError } from '../../../errors.ts';
import { keepPast, memoryChunk } from '../../chunks/memoryChunk.ts';
import { rowsOf } from '../../host/heads.ts';
import { checkConverged, runAtOnce } from '../../host/job.ts';
import type { HostJob } from '../../host/job.ts';
import { errorCut } from '../errorBound.ts';
import type { VlaProblem, VlaSettings } from '../problem.ts';
import type { VlaTensors } from '../reference.ts';
import { emptyVlaTensors, finishVlaTensors, initialVlaState } from '../reference.ts';
import { SMALLEST_LENGTH, isNudgeDue } from '../step.ts';
import type { VlaState } from '../step.ts';
import { optional, size } from '../../../shapes.ts';
import { checkKeys } from '../../validation/options.ts';
import { checkProblem } from '../../validation/problem.ts';

/** Steps per chunk where the caller names none. */
export const CHUNK_LENGTH = 64;

/** Steps of one head: rows are time (times rank for u, the directions of a step one after another). */
export interface VlaChunk {
  /** [C,D] */
  readonly q: Matrix;
  /** [C,D] */
  readonly k: Matrix;
  /** [C,Dv] */
  readonly v: Matrix;
  /** [C·R,D] */
  readonly u: Matrix;
  /** Added to A's diagonal at the last step; 0 for most chunks. */
  readonly nudge: number;
}

/**
 * One chunk of the exact chunkwise form. The README derives it; here columns are written as rows, so that
 * every mask keeps a lower triangle. Returns the state after the chunk, and the factors that the gradient needs too.
 */
export function vlaChunk({ inverse: A, memory: S }: VlaState, { q, k, v, u, nudge }: VlaChunk, options: VlaSettings) {
  const rank = u.rows / k.rows;
  const uA = multiply(u, A);
  const L = cholesky(addDiagonal(multiply(uA, transpose(u)), 1));
  if (!L)
    throw new DeviceError('non-finite', 'diverged: I + UᵀAU has no Cholesky factor, A is no longer positive definite');
  const y = solveLower(L, uA);
  /** Row t times A_t. */
  const through = (x: Matrix): Matrix => {
    const past = keepPast(multiply(x, transpose(y)), (t) => (t + 1) * rank);
    const result = addScaled(multiply(x, A), -1, multiply(past, y));
    if (nudge) addToRow(result, x.rows - 1, nudge, x);
    return result;
  };
  const directions = through(k);
  const reading = options.readout === 'penalized' ? through(q) : q;
  const alpha = options.write === 'normalized' ? normalizeRows(directions) : directions;

  return {
    factor: L,
    y,
    directions,
    alpha,
    reading,
    ...memoryChunk(S, { q: reading, k, v, alpha, cut: errorCut(options) }, options.error),
    inverse: addDiagonal(addScaled(A, -1, multiply(transpose(y), y)), nudge),
  };
}

/** The chunk form in float64. The problem must suit it: see chooseForm. */
export function vlaChunked(problem: VlaProblem, chunkLength?: number): VlaTensors {
  checkProblem(problem, 'vlaProblem');
  optional(size)('chunkLength', chunkLength);
  return runAtOnce(vlaChunkedJob(problem, { chunkLength }));
}

/** The form that is parallel in time, in float64. The problem must suit it: see chooseForm. Infinity segments (default): every chunk is one. */
export function vlaParallel(problem: VlaProblem, run: { chunkLength?: number; segments?: number } = {}): VlaTensors {
  checkProblem(problem, 'vlaProblem');
  checkKeys('run', run, ['chunkLength', 'segments']);
  optional(size)('chunkLength', run.chunkLength);
  if (run.segments !== Infinity) optional(size)('segments', run.segments);
  return runAtOnce(vlaChunkedJob(problem, { ...run, segments: run.segments ?? Infinity }));
}

/**
 * {@link vlaChunked} as a job with one step per head and chunk. With `float32State`, the state is rounded to
 * float32 between chunks; inside a chunk everything is float64.
 *
 * @param run.segments into how many segments to cut the sequence: each starts from the inverse of M = A₀⁻¹ + Σ u uᵀ
 *   over the steps before it, instead of the A that its predecessor leaves. Default 1; Infinity: every chunk is one
 */
export function vlaChunkedJob(
  problem: VlaProblem,
  run: { chunkLength?: number; float32State?: boolean; segments?: number } = {},
): HostJob<VlaTensors> {
  const { chunkLength = CHUNK_LENGTH, float32State = false, segments = 1 } = run;
  const { sizes, options } = problem;
  const { B, H, T, D, Dv } = sizes;
  const bounds = chunkBounds(T, chunkLength, options);
  const perSegment = Math.ceil(bounds.length / Math.min(segments, bounds.length));
  const result = emptyVlaTensors(sizes);
  const kept = float32State ? rounded : (a: Matrix): Matrix => a;
  let state: VlaState;
  /** M at the start of the chunk, where there are segments. */
  let penalty: Matrix;
  return {
    steps: B * H * bounds.length,
    run(step) {
      const head = Math.floor(step / bounds.length);
      const index = step % bounds.length;
      const { start, end } = bounds[index];
      const where = `in steps ${start} to ${end - 1} of batch ${Math.floor(head / H)}, head ${head % H}`;
      if (index === 0) state = initialVlaState(problem, head);
      else if (index % perSegment === 0) state = { ...state, inverse: kept(inverseOf(penalty, where)) };
      const first = head * T + start;
      const last = head * T + end;
      const chunk = chunkAt(problem, first, last);
      if (segments > 1) {
        const before = index === 0 ? inverseOf(state.inverse, where) : penalty;
        penalty = kept(addScaled(before, 1, multiply(transpose(chunk.u), chunk.u)));
      }
      const { output, alpha, errors, memory, inverse } = withPlace(where, () => vlaChunk(state, chunk, options));
      state = { inverse: kept(inverse), memory: kept(memory) };
      checkConverged(output.data, () => where);
      result.output.data.set(output.data, first * Dv);
      result.writeDirections.data.set(alpha.data, first * D);
      result.errors.data.set(errors.data, first * Dv);
      if (end === T) {
        result.finalMemory.data.set(state.memory.data, head * Dv * D);
        result.finalInverse.data.set(state.inverse.data, head * D * D);
      }
    },
    finish: () => finishVlaTensors(result, options.keepIntermediates),
  };
}

/** Runs `work`; what it finds wrong is reported with the place. */
function withPlace<Result>(where: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    throw new DeviceError(error.fault, error.message.replace('diverged', `diverged ${where}`));
  }
}

function inverseOf(a: Matrix, where: string): Matrix {
  const inverse = invertPositiveDefinite(a);
  if (!inverse) throw new DeviceError('non-finite', `diverged ${where}: the penalty is no longer positive definite`);
  return inverse;
}

/** [start, end) of the chunks: at most `length` steps each, and none reaches beyond a step with a nudge. */
export function chunkBounds(
  T: number,
  length: number,
  { period, firstStep }: Pick<VlaSettings, 'period' | 'firstStep'>,
): { start: number; end: number }[] {
  const bounds = [];
  for (let start = 0; start < T;) {
    const toNudge = period > 0 ? period - ((firstStep + start) % period) : Infinity;
    const end = Math.min(T, start + length, start + toNudge);
    bounds.push({ start, end });
    start = end;
  }
  return bounds;
}

/** Steps [first, last) of a problem as a chunk, counted over all heads: (b·H + h)·T + t. */
export function chunkAt({ sizes: { T, R }, inputs, options }: VlaProblem, first: number, last: number): VlaChunk {
  return {
    q: rowsOf(inputs.q, first, last),
    k: rowsOf(inputs.k, first, last),
    v: rowsOf(inputs.v, first, last),
    u: rowsOf(inputs.u, first * R, last * R),
    nudge: isNudgeDue(options.firstStep + ((last - 1) % T), options.period) ? options.epsilon : 0,
  };
}

/** a[t] ← a[t] + scale·b[t] */
function addToRow(a: Matrix, t: number, scale: number, b: Matrix): void {
  for (let i = t * a.columns; i < (t + 1) * a.columns; i++) a.data[i] += scale * b.data[i];
}

function rounded(a: Matrix): Matrix {
  return { ...a, data: a.data.map(Math.fround) };
}

function normalizeRows(a: Matrix): Matrix {
  const data = a.data.slice();
  for (let t = 0; t < a.rows; t++) {
    const row = data.subarray(t * a.columns, (t + 1) * a.columns);
    const length = Math.max(norm(row), SMALLEST_LENGTH);
    for (let i = 0; i < a.columns; i++) row[i] /= length;
  }
  return { ...a, data };
}
