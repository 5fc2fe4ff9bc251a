import { Off, On } from '../../wasm/simd/switches.as';
import { repeatRows, reverseRows } from './simd/reverse.as';
import { stepRows } from './simd/rows.as';

/**
 * The errors e of one head, step by step, and S before every block of tokens.
 *
 * @param count tokens
 * @param D key size, and with Dv multiples of 4: the numbers of a row of k and p, and of v and errors
 * @param p 0 where the whole value is written: e = v
 * @param beta 0 for ones, as gamma
 * @param band bytes of S that are at work at a time
 * @param memory S, packed (pack.as.ts), updated in place
 * @param recalled a place for Dv numbers
 * @param states where S before each block goes, one after another
 */
export function deltaRuleErrors(
  count: i32,
  block: i32,
  band: i32,
  D: i32,
  Dv: i32,
  k: usize,
  p: usize,
  v: usize,
  beta: usize,
  gamma: usize,
  errors: usize,
  memoryAt: usize,
  states: usize,
  recalled: usize,
): void {
  const row = (<usize>D) << 2;
  const line = (<usize>Dv) << 2;
  const most = max<usize>(16, (<usize>(band / D)) & -16);
  const size = row * <usize>Dv;
  for (let first = 0; first < count; first += block) {
    const n = min(block, count - first);
    memory.copy(states, memoryAt, size);
    states += size;
    for (let at: usize = 0; at < line; at += most) {
      const m = min(most, line - at);
      const rows = memoryAt + at * <usize>D;
      const to = errors + at;
      if (p && gamma) stepRows<Off, On, On>(n, m, row, line, 0, k, p, v + at, beta, gamma, 0, to, rows, recalled);
      else if (p) stepRows<Off, On, Off>(n, m, row, line, 0, k, p, v + at, beta, 0, 0, to, rows, recalled);
      else if (gamma) stepRows<Off, Off, On>(n, m, row, line, 0, k, 0, v + at, beta, gamma, 0, to, rows, 0);
      else stepRows<Off, Off, Off>(n, m, row, line, 0, k, 0, v + at, beta, 0, 0, to, rows, 0);
    }
    const keys = <usize>n * row;
    k += keys;
    if (p) p += keys;
    v += <usize>n * line;
    errors += <usize>n * line;
    if (beta) beta += (<usize>n) << 2;
    if (gamma) gamma += (<usize>n) << 2;
  }
}

/**
 * The same tokens backwards, block by block from the last: each block's S are computed once more, and then R goes back
 * through it.
 *
 * @param outputGradient do, rows as those of v
 * @param errors of these tokens, and `states` S before each block (deltaRuleErrors)
 * @param gradient R with respect to S after the last token, packed; becomes that before the first one
 * @param dq rows as those of q, filled here, as dk, dp and dv are. dp may be dk, where p is k
 * @param dBeta 0 where it is not wanted, as dGamma
 * @param place for block + 1 times four rows of S
 */
export function deltaRuleBackwards(
  count: i32,
  block: i32,
  D: i32,
  Dv: i32,
  q: usize,
  k: usize,
  p: usize,
  beta: usize,
  gamma: usize,
  outputGradient: usize,
  errors: usize,
  states: usize,
  gradient: usize,
  dq: usize,
  dk: usize,
  dp: usize,
  dv: usize,
  dBeta: usize,
  dGamma: usize,
  place: usize,
): void {
  const row = (<usize>D) << 2;
  const line = (<usize>Dv) << 2;
  const length = <usize>count * row;
  memory.fill(dq, 0, length);
  memory.fill(dk, 0, length);
  if (dp) memory.fill(dp, 0, length);
  if (dBeta) memory.fill(dBeta, 0, (<usize>count) << 2);
  if (dGamma) memory.fill(dGamma, 0, (<usize>count) << 2);
  for (let b = (count - 1) / block; b >= 0; b--) {
    const first = <usize>(b * block);
    const n = min(block, count - b * block);
    const keys = first * row;
    const scalars = first << 2;
    const K = k + keys;
    const Q = q + keys;
    const P = p + keys;
    const strengths = beta ? beta + scalars : 0;
    const decays = gamma + scalars;
    const toBeta = dBeta ? dBeta + scalars : 0;
    const toGamma = dGamma ? dGamma + scalars : 0;
    for (let at: usize = 0; at < line; at += 16) {
      const values = first * line + at;
      const G = outputGradient + values;
      const E = errors + values;
      const V = dv + values;
      const rows = at * <usize>D;
      const R = gradient + rows;
      const S = states + <usize>b * row * <usize>Dv + rows;
      if (gamma) repeatRows<On>(n, row, line, K, strengths, decays, E, G, S, place, dq + keys);
      else repeatRows<Off>(n, row, line, K, strengths, 0, E, G, S, place, dq + keys);
      const toK = dk + keys;
      const toP = dp + keys;
      if (p && gamma)
        reverseRows<On, On>(n, row, line, Q, K, P, strengths, decays, G, E, place, R, toK, toP, V, toBeta, toGamma);
      else if (p) reverseRows<On, Off>(n, row, line, Q, K, P, strengths, 0, G, E, place, R, toK, toP, V, toBeta, 0);
      else if (gamma)
        reverseRows<Off, On>(n, row, line, Q, K, 0, strengths, decays, G, E, place, R, toK, 0, V, toBeta, toGamma);
      else reverseRows<Off, Off>(n, row, line, Q, K, 0, strengths, 0, G, E, place, R, toK, 0, V, toBeta, 0);
    }
  }
}
