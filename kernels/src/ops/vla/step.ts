import { describe } from '../../arguments.ts';
import { ArgumentError } from '../../errors.ts';
import type { Matrix, Vector } from '../../math/matrix.ts';
import { addDiagonal, addOuter, multiplyVector } from '../../math/matrix.ts';
import { checkMatrix, checkObject, checkScalar, checkSize, checkVector } from '../../math/shapes.ts';
import { dot, norm } from '../../math/vector.ts';
import { rowOf } from '../host/heads.ts';
import { cutOf } from './errorBound.ts';
import type { VlaProblem, VlaSettings } from './problem.ts';

/** State of one head between two steps. */
export interface VlaState {
  /** A, the inverse penalty [D,D]. */
  readonly inverse: Matrix;
  /** S, the memory [Dv,D]. */
  readonly memory: Matrix;
}

/** One position of one head. */
export interface VlaToken {
  /** [D] */
  readonly q: Vector;
  /** [D] */
  readonly k: Vector;
  /** [Dv] */
  readonly v: Vector;
  /** R directions, [D] each. */
  readonly u: readonly Vector[];
  /** What the step leaves of the memory, and of the penalty. Default 1. */
  readonly memoryDecay?: number;
  readonly penaltyDecay?: number;
}

/** The position (b·H + h)·T + t of a problem. */
export function tokenAt({ inputs, sizes: { R } }: Pick<VlaProblem, 'inputs' | 'sizes'>, index: number): VlaToken {
  return {
    q: rowOf(inputs.q, index),
    k: rowOf(inputs.k, index),
    v: rowOf(inputs.v, index),
    u: Array.from({ length: R }, (_, r) => rowOf(inputs.u, index * R + r)),
    memoryDecay: inputs.memoryDecay?.data[index] ?? 1,
    penaltyDecay: inputs.penaltyDecay?.data[index] ?? 1,
  };
}

/** Everything a step computes, for those who want to look inside. */
export interface VlaStep {
  /** Per direction: z = A u, δ = 1 + uᵀz, and whether the update was skipped. */
  readonly updates: readonly { readonly z: Float64Array; readonly delta: number; readonly skipped: boolean }[];
  /** Whether the periodic addition to A's diagonal was due. */
  readonly nudged: boolean;
  /** A k before it is scaled, [D]. */
  readonly direction: Float64Array;
  /** α, the write direction [D]. */
  readonly alpha: Float64Array;
  /** What was to be written before it was cut [Dv]. */
  readonly missed: Float64Array;
  /** e, what is written [Dv]. */
  readonly error: Float64Array;
  /** What S is read along: q, or A q, [D]. */
  readonly reading: Vector;
  /** o = S q, or S A q, [Dv]. */
  readonly output: Float64Array;
}

/** Shorter directions are not scaled up to unit length. */
export const SMALLEST_LENGTH = 1e-12;

export function checkVlaState(name: 'state' | 'before' | 'gradient', state: VlaState): void {
  checkObject(name, state, 'inverse, memory');
  checkMatrix(`${name}.inverse`, state.inverse);
  checkMatrix(`${name}.memory`, state.memory);
}

/** Throws ArgumentError unless token, number and settings are those of a step of the state. */
export function checkVlaStep(
  { memory: { rows, columns } }: VlaState,
  token: VlaToken,
  t: number,
  options: VlaSettings,
) {
  checkObject('token', token, 'q, k, v, u');
  checkVector('token.q', token.q, columns);
  checkVector('token.k', token.k, columns);
  checkVector('token.v', token.v, rows);
  if (!Array.isArray(token.u))
    throw new ArgumentError('token.u', `was ${describe(token.u)}; expected directions in an array`);
  for (const u of token.u) checkVector('token.u', u, columns);
  if (token.memoryDecay !== undefined) checkScalar('token.memoryDecay', token.memoryDecay);
  if (token.penaltyDecay !== undefined) checkScalar('token.penaltyDecay', token.penaltyDecay);
  checkSize('t', t);
  checkObject('options', options, 'what vlaSettings(options) returns');
  for (const name of NUMBERS) checkScalar(`options.${name}`, options[name]);
}

const NUMBERS = ['deltaFloor', 'period', 'epsilon', 'errorBound', 'renormalizeAbove'] as const;

/** One step of the recurrence in float64; the state is updated in place. `t` counts from the start of the sequence. */
export function vlaStep(state: VlaState, token: VlaToken, t: number, options: VlaSettings): VlaStep {
  checkVlaState('state', state);
  checkVlaStep(state, token, t, options);
  const { inverse: A, memory: S } = state;
  const { q, k, v, memoryDecay = 1, penaltyDecay = 1 } = token;

  if (penaltyDecay !== 1) scale(A, 1 / penaltyDecay);
  if (memoryDecay !== 1) scale(S, memoryDecay);

  // M ← M + u uᵀ for each direction, followed by its inverse (Sherman–Morrison)
  const updates = token.u.map((u) => {
    const z = multiplyVector(A, u);
    const delta = 1 + dot(u, z);
    const skipped = !Number.isFinite(delta) || Math.abs(delta) < options.deltaFloor;
    if (skipped) addDiagonal(A, options.deltaFloor);
    else addOuter(A, -1 / delta, z, z);
    return { z, delta, skipped };
  });
  const nudged = isNudgeDue(t, options.period);
  if (nudged) addDiagonal(A, options.epsilon);

  // α = A k, of unit length when normalized
  const direction = multiplyVector(A, k);
  const length = options.write === 'normalized' ? Math.max(norm(direction), SMALLEST_LENGTH) : 1;
  const alpha = direction.map((value) => value / length);

  // e = v − S k, or v, cut where it is too long;  S ← S + e αᵀ
  const recalled = multiplyVector(S, k);
  const missed = Float64Array.from(recalled, (value, i) => (options.error === 'residual' ? v[i] - value : v[i]));
  const cut = cutOf(norm(missed), options.errorBound);
  const error = missed.map((value) => value * cut);
  addOuter(S, 1, error, alpha);
  const size = norm(S.data);
  if (options.renormalizeAbove > 0 && size > options.renormalizeAbove) scale(S, 1 / size);

  const reading = options.readout === 'penalized' ? multiplyVector(A, q) : q;
  return { updates, nudged, direction, alpha, missed, error, reading, output: multiplyVector(S, reading) };
}

/** Whether A's diagonal grows at step t: after every `period` steps, never when the period is 0. */
export function isNudgeDue(t: number, period: number): boolean {
  return period > 0 && (t + 1) % period === 0;
}

function scale(a: Matrix, by: number): void {
  for (let i = 0; i < a.data.length; i++) a.data[i] *= by;
}

/**
 * The periodic addition within this call, or null where none falls into it: after step `first` − 1, and then
 * every `period` steps. Counted from the call's first step, so that all numbers fit in 32 bits.
 */
export function nextNudge({
  sizes,
  options,
}: Pick<VlaProblem, 'sizes' | 'options'>): { first: number; period: number } | null {
  const { period, epsilon, firstStep } = options;
  if (period === 0 || epsilon === 0) return null;
  const first = period - (firstStep % period);
  return first > sizes.T ? null : { first, period: Math.min(period, sizes.T) };
}
