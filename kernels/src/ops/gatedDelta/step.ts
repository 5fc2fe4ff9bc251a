import type { Matrix, Vector } from '../../math/matrix.ts';
import { addOuter, copy, multiplyVector, transpose } from '../../math/matrix.ts';
import { checkMatrix, checkObject, checkScalar, checkVector } from '../../math/shapes.ts';
import { dot } from '../../math/vector.ts';
import { rowOf } from '../host/heads.ts';
import { choiceOption } from '../validation/options.ts';
import type { GatedDeltaProblem, GatedDeltaSettings } from './problem.ts';

/** One position of one head. */
export interface GatedDeltaToken {
  /** [D] */
  readonly q: Vector;
  /** Write key [D]. */
  readonly k: Vector;
  /** Read key [D]. */
  readonly p: Vector;
  /** [Dv] */
  readonly v: Vector;
  /** Write strength. */
  readonly beta: number;
  /** Decay. */
  readonly gamma: number;
}

/** The token with the number (b·H + h)·T + t. */
export function tokenOf({ q, k, p, v, beta, gamma }: GatedDeltaProblem['inputs'], index: number): GatedDeltaToken {
  return {
    ...{ q: rowOf(q, index), k: rowOf(k, index), p: rowOf(p, index), v: rowOf(v, index) },
    ...{ beta: beta.data[index], gamma: gamma.data[index] },
  };
}

function checkToken(token: GatedDeltaToken, { rows, columns }: Matrix): void {
  checkObject('token', token, 'q, k, p, v, beta, gamma');
  checkVector('token.q', token.q, columns);
  checkVector('token.k', token.k, columns);
  checkVector('token.p', token.p, columns);
  checkVector('token.v', token.v, rows);
  checkScalar('token.beta', token.beta);
  checkScalar('token.gamma', token.gamma);
}

function checkError(value: GatedDeltaSettings['error']): void {
  if (value !== 'residual') choiceOption({ name: 'error', value, fallback: '', choices: ['residual', 'additive'] });
}

/**
 * One step in float64, S in place; returns o:
 *
 *     S ← γ S      e = v − S p  ("residual")  or  v  ("additive")
 *     S ← S + β e kᵀ      o = S q
 */
export function gatedDeltaStep(S: Matrix, token: GatedDeltaToken, error: GatedDeltaSettings['error']): Float64Array {
  checkMatrix('S', S);
  checkToken(token, S);
  checkError(error);
  const { q, k, p, v, beta, gamma } = token;
  scale(S, gamma);
  addOuter(S, beta, errorOf(S, { p, v }, error), k);
  return multiplyVector(S, q);
}

/**
 * One step backwards in float64: the gradients of the token.
 *
 * @param before S before the step
 * @param after S after it
 * @param outputGradient with respect to o [Dv]
 * @param R gradient with respect to S after the step; becomes, in place, the one with respect to S before it
 */
export function gatedDeltaStepGradient(
  before: Matrix,
  after: Matrix,
  token: GatedDeltaToken,
  outputGradient: Vector,
  R: Matrix,
  error: GatedDeltaSettings['error'],
) {
  checkMatrix('before', before);
  checkMatrix('after', after);
  checkMatrix('R', R);
  checkToken(token, before);
  checkVector('outputGradient', outputGradient, before.rows);
  checkError(error);
  const { q, k, p, v, beta, gamma } = token;
  const decayed = scale(copy(before), gamma);
  const e = errorOf(decayed, { p, v }, error);
  addOuter(R, 1, outputGradient, q);
  const read = multiplyVector(R, k);
  const f = read.map((value) => beta * value);
  const written = multiplyVector(transpose(R), e);
  if (error === 'residual') addOuter(R, -1, f, p);
  const gradients = {
    q: multiplyVector(transpose(after), outputGradient),
    k: written.map((value) => beta * value),
    v: f,
    p: error === 'residual' ? multiplyVector(transpose(decayed), f).map((value) => -value) : new Float64Array(p.length),
    beta: dot(read, e),
    gamma: dot(R.data, before.data),
  };
  scale(R, gamma);
  return gradients;
}

/** What the step writes, given S after its decay. */
function errorOf(
  S: Matrix,
  { p, v }: Pick<GatedDeltaToken, 'p' | 'v'>,
  error: GatedDeltaSettings['error'],
): Float64Array {
  if (error === 'additive') return Float64Array.from(v);
  return multiplyVector(S, p).map((recalled, i) => v[i] - recalled);
}

/** A ← factor·A, in place. */
function scale(a: Matrix, factor: number): Matrix {
  for (let i = 0; i < a.data.length; i++) a.data[i] *= factor;
  return a;
}
