import type { Matrix, Vector } from '../../../math/matrix.ts';
import { addDiagonal, addOuter, addScaled, copy, multiplyVector, transpose } from '../../../math/matrix.ts';
import { checkVector } from '../../../math/shapes.ts';
import { dot, norm } from '../../../math/vector.ts';
import { cutBack, cutOf } from '../errorBound.ts';
import type { VlaSettings } from '../problem.ts';
import { SMALLEST_LENGTH, checkVlaState, checkVlaStep, vlaStep } from '../step.ts';
import type { VlaState, VlaToken } from '../step.ts';

/** Gradients with respect to one position of one head. */
export interface VlaTokenGradient {
  /** [D] */
  readonly q: Float64Array;
  /** [D] */
  readonly k: Float64Array;
  /** [Dv] */
  readonly v: Float64Array;
  /** R directions, [D] each. */
  readonly u: readonly Float64Array[];
  readonly memoryDecay: number;
  readonly penaltyDecay: number;
}

/**
 * One step of the recurrence backwards in float64, operation by operation; the README derives it.
 *
 * @param before the state before the step
 * @param t counts from the start of the sequence
 * @param outputGradient with respect to o_t [Dv]
 * @param gradient with respect to the state after the step, the part for A symmetric; becomes, in place, the one with
 *   respect to the state before it
 */
export function vlaStepGradient(
  before: VlaState,
  token: VlaToken,
  t: number,
  options: VlaSettings,
  outputGradient: Vector,
  gradient: VlaState,
): VlaTokenGradient {
  checkVlaState('before', before);
  checkVlaState('gradient', gradient);
  checkVlaStep(before, token, t, options);
  checkVector('outputGradient', outputGradient, before.memory.rows);
  const { memoryDecay: keeps = 1, penaltyDecay: forgets = 1 } = token;
  const after = { inverse: copy(before.inverse), memory: copy(before.memory) };
  const { updates, nudged, direction, alpha, missed, error, reading } = vlaStep(after, token, t, options);
  const kept = scaled(before.memory, keeps);
  const { memory: R, inverse: G } = gradient;

  // o = S q, or S A q
  addOuter(R, 1, outputGradient, reading);
  let q = multiplyVector(transpose(after.memory), outputGradient);
  if (options.readout === 'penalized') {
    addOuter(G, 0.5, q, token.q);
    addOuter(G, 0.5, token.q, q);
    q = multiplyVector(after.inverse, q);
  }

  // S ← S / ‖S‖, then S ← S + e αᵀ
  const size = norm(addOuter(copy(kept), 1, error, alpha).data);
  if (options.renormalizeAbove > 0 && size > options.renormalizeAbove) divideBack(R, after.memory, size);
  const v = cutGradient(multiplyVector(R, alpha), missed, options.errorBound);
  const dAlpha = multiplyVector(transpose(R), error);

  // e = v − S k
  let k: Float64Array = new Float64Array(token.k.length);
  if (options.error === 'residual') {
    k = multiplyVector(transpose(kept), v).map((value) => -value);
    addOuter(R, -1, v, token.k);
  }
  const memoryDecay = dot(R.data, before.memory.data);
  R.data.set(scaled(R, keeps).data);

  // α = ã / max(‖ã‖, tiny), ã = A k
  const g = options.write === 'normalized' ? normalizeBack(dAlpha, direction, alpha) : dAlpha;
  const beta = multiplyVector(after.inverse, g);
  k = k.map((value, i) => value + beta[i]);
  addOuter(G, 0.5, g, token.k);
  addOuter(G, 0.5, token.k, g);

  // A ← A − z zᵀ/δ, for the last direction first. A nudge is a constant.
  let A = nudged ? addDiagonal(copy(after.inverse), -options.epsilon) : after.inverse;
  const u = token.u.map(() => new Float64Array(token.k.length));
  for (let r = updates.length - 1; r >= 0; r--) {
    const { z, delta, skipped } = updates[r];
    if (skipped) {
      A = addDiagonal(copy(A), -options.deltaFloor);
      continue;
    }
    u[r].set(updateBack(G, A, token.u[r], z, delta));
    A = addOuter(copy(A), 1 / delta, z, z);
  }

  // A ← A / decay
  const penaltyDecay = -dot(G.data, before.inverse.data) / forgets ** 2;
  // What rounding leaves of an asymmetry, updates leave as it is, and decays would let it grow without bound.
  G.data.set(addScaled(scaled(G, 0.5 / forgets), 0.5 / forgets, transpose(G)).data);
  return { q, k, v, u, memoryDecay, penaltyDecay };
}

function scaled(a: Matrix, by: number): Matrix {
  return { ...a, data: a.data.map((value) => value * by) };
}

/** With respect to an error before it was cut, from the one with respect to what was written. */
function cutGradient(gradient: Float64Array, missed: Float64Array, bound: number): Float64Array {
  const length = norm(missed);
  const cut = cutOf(length, bound);
  if (cut === 1) return gradient;
  const along = cutBack(length, dot(missed, gradient));
  return gradient.map((value, i) => cut * (value - along * missed[i]));
}

/** R ← (R − S ⟨S, R⟩) / ‖S‖, where S is the memory after it was scaled to length 1 and `size` its norm before. */
function divideBack(R: Matrix, S: Matrix, size: number): void {
  R.data.set(addScaled(R, -dot(S.data, R.data), S).data.map((value) => value / size));
}

/**
 * With respect to ã: what of dα stands across α, by ‖ã‖. Of directions that were too short to be scaled to length 1 it goes to 0 with
 * their length, as ‖α‖²: a key of zeros writes nothing, and has a gradient of zeros.
 */
function normalizeBack(dAlpha: Float64Array, direction: Float64Array, alpha: Float64Array): Float64Array {
  const length = norm(direction);
  const scale = length > SMALLEST_LENGTH ? 1 / length : dot(alpha, alpha) / SMALLEST_LENGTH;
  const along = dot(alpha, dAlpha);
  return dAlpha.map((value, i) => scale * (value - alpha[i] * along));
}

/**
 * Sherman–Morrison backwards. With w = A u = z/δ, A being the inverse after the update: G ← (I − u wᵀ) G (I − w uᵀ) in
 * place. Returns du = −2 A G w, with G from before that.
 */
function updateBack(G: Matrix, A: Matrix, u: Vector, z: Float64Array, delta: number): Float64Array {
  const w = z.map((value) => value / delta);
  const Gw = multiplyVector(G, w);
  const du = multiplyVector(A, Gw).map((value) => -2 * value);
  addOuter(G, -1, u, Gw);
  addOuter(G, -1, Gw, u);
  addOuter(G, dot(w, Gw), u, u);
  return du;
}
