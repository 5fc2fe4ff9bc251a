import { solveLower } from '../../../math/cholesky.ts';
import { addScaled, copy, multiply, transpose, addDiagonal } from '../../../math/matrix.ts';
import type { Matrix } from '../../../math/matrix.ts';
import { dot, norm } from '../../../math/vector.ts';
import { keepPast, memoryChunkGradient } from '../../chunks/memoryChunk.ts';
import { backwardJob, checkGradients } from '../../host/backwardJob.ts';
import { emptyTensor, initialMatrix, rowsOf } from '../../host/heads.ts';
import { runAtOnce } from '../../host/job.ts';
import type { HostJob } from '../../host/job.ts';
import { CHUNK_LENGTH, chunkAt, chunkBounds, vlaChunk } from '../host/chunked.ts';
import type { VlaChunk } from '../host/chunked.ts';
import { errorCut } from '../errorBound.ts';
import type { VlaGradientProblem, VlaSettings } from '../problem.ts';
import { initialVlaState } from '../reference.ts';
import { SMALLEST_LENGTH } from '../step.ts';
import type { VlaState } from '../step.ts';
import { emptyVlaGradients } from './reference.ts';
import type { VlaGradientTensors } from './reference.ts';

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

/**
 * Gradient with respect to the state between two chunks: R for S [Dv,D], and for A, symmetric, either G [D,D] itself or
 * P = A G A. P stays the same over updates of A and so costs less, but not over a nudge.
 */
export type VlaChunkGradient = { readonly R: Matrix } & ({ readonly G: Matrix } | { readonly P: Matrix });

/**
 * One chunk backwards; the README derives it. Everything is a product of matrices or a triangular solve of the chunk's
 * size.
 *
 * @param state before the chunk
 * @param outputGradient [C,Dv]
 * @param after gradient with respect to the state after the chunk; the one with respect to the state before it is
 *   returned in the same terms
 */
function vlaChunkGradient(
  state: VlaState,
  chunk: VlaChunk,
  options: VlaSettings,
  outputGradient: Matrix,
  after: VlaChunkGradient,
) {
  const { q, k, u, nudge } = chunk;
  const forward = vlaChunk(state, chunk, options);
  const { y, directions, alpha, reading, errors, lengths } = forward;
  const rank = u.rows / k.rows;
  const memory = memoryChunkGradient(
    { S: state.memory, R: after.R, q: reading, k, alpha, errors, lengths, outputGradient, cut: errorCut(options) },
    options.error,
  );

  // β_t = A_t g_t by the factors of the chunk, as Ã. Here both are without the nudge, which the last step's A has.
  const before = (x: Matrix): Matrix => keepPast(multiply(x, transpose(y)), (t) => (t + 1) * rank);
  const product = (x: Matrix, ofX: Matrix, g: Matrix): ProductGradient => ({
    ...{ x, g, tilde: addToLastRow(ofX, -nudge, x) },
    beta: addScaled(multiply(g, state.inverse), -1, multiply(before(g), y)),
  });
  const g = options.write === 'normalized' ? normalizeRowsBack(memory.alpha, directions, alpha) : memory.alpha;
  const key = product(k, directions, g);
  const query = options.readout === 'penalized' ? product(q, reading, memory.q) : null;
  const products = query ? [key, query] : [key];

  // du_s = −(P_s + P_sᵀ) u_s with P_s = P + Σ_{t≥s} β_t Ã_tᵀ, over what A was multiplied with
  const A = addDiagonal(copy(forward.inverse), -nudge);
  const P = 'P' in after ? after.P : multiply(multiply(A, after.G), A);
  const behindStep = (x: Matrix): Matrix => keepFuture(multiply(u, transpose(x)), (row) => Math.floor(row / rank));
  const written = sumOf(products, ({ tilde, beta }) =>
    addScaled(multiply(behindStep(tilde), beta), 1, multiply(behindStep(beta), tilde)),
  );

  return {
    q: query ? addToLastRow(query.beta, nudge, query.g) : memory.q,
    k: addScaled(addToLastRow(key.beta, nudge, key.g), 1, memory.k),
    v: memory.v,
    u: scaled(addScaled(written, 2, multiply(u, P)), -1),
    before: { R: memory.R, ...inverseGradient() } as VlaChunkGradient,
  };

  /**
   * G before the chunk is X G Xᵀ + Σ_t X_t g_t (X_t k_t)ᵀ, where A_t = A X_t for the A before the chunk: by the Woodbury
   * identity X_t = I − Wᵀ Y, with the rows of W = L⁻¹U and of Y up to step t, and X all of them.
   */
  function inverseGradient() {
    if ('P' in after) {
      const gained = sumOf(products, ({ beta, tilde }) => symmetric(multiply(transpose(beta), tilde)));
      return { P: addScaled(P, 1, gained) };
    }
    const w = solveLower(forward.factor, u);
    const moved = (x: Matrix): Matrix => addScaled(x, -1, multiply(before(x), w));
    const X = addDiagonal(scaled(multiply(transpose(w), y), -1), 1);
    const carried = multiply(multiply(X, after.G), transpose(X));
    const gained = sumOf(products, (of) => symmetric(multiply(transpose(moved(of.g)), moved(of.x))));
    return { G: addScaled(carried, 1, gained) };
  }
}

/** Rows x_t of a chunk that A_t was multiplied with, Ã of A_t x_t, g with respect to that, and β of A_t g_t. */
type ProductGradient = Readonly<Record<'x' | 'tilde' | 'g' | 'beta', Matrix>>;

function sumOf(products: readonly ProductGradient[], term: (product: ProductGradient) => Matrix): Matrix {
  return products.map(term).reduce((sum, next) => addScaled(sum, 1, next));
}

/** With respect to the rows of Ã, from those of α: what stands across α_t, by ‖Ã_t‖. */
function normalizeRowsBack(dAlpha: Matrix, directions: Matrix, alpha: Matrix): Matrix {
  const result = copy(dAlpha);
  for (let t = 0; t < result.rows; t++) {
    const at = (a: Matrix): Float64Array => a.data.subarray(t * a.columns, (t + 1) * a.columns);
    const [row, unit, length] = [at(result), at(alpha), norm(at(directions))];
    const scale = length > SMALLEST_LENGTH ? 1 / length : dot(unit, unit) / SMALLEST_LENGTH;
    const along = dot(unit, row);
    for (let i = 0; i < row.length; i++) row[i] = scale * (row[i] - unit[i] * along);
  }
  return result;
}

/** Keeps the entries from first(row) on of every row, and sets those before to zero. */
function keepFuture(a: Matrix, first: (row: number) => number): Matrix {
  for (let row = 0; row < a.rows; row++) a.data.fill(0, row * a.columns, row * a.columns + first(row));
  return a;
}

/** A with scale times the last row of B added to its last row. */
function addToLastRow(a: Matrix, scale: number, b: Matrix): Matrix {
  const result = copy(a);
  for (let i = a.data.length - a.columns; i < a.data.length; i++) result.data[i] += scale * b.data[i];
  return result;
}

function symmetric(a: Matrix): Matrix {
  return scaled(addScaled(a, 1, transpose(a)), 0.5);
}

function scaled(a: Matrix, by: number): Matrix {
  return { ...a, data: a.data.map((value) => by * value) };
}
