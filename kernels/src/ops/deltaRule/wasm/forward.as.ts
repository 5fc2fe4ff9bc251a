import { Off, On } from '../../wasm/simd/switches.as';
import { stepRows } from './simd/rows.as';

/**
 * A memory of one head that is written step by step:
 *
 *     S ← γ S      e = v − S p      S ← S + β e kᵀ      o = S q
 *
 * Rows of S know nothing of each other, so that as many as fit into the nearest cache go through a block of tokens.
 *
 * @param count tokens
 * @param block tokens after which it is the next rows' turn
 * @param D key size, and with Dv multiples of 4: the numbers of a row of q, k and p, and of v and output
 * @param p 0 where the whole value is written: e = v
 * @param beta 0 for ones, as gamma
 * @param band bytes of S that are at work at a time, a multiple of four rows
 * @param memory S, packed (pack.as.ts), updated in place
 * @param recalled a place for Dv numbers
 */
export function deltaRuleSteps(
  count: i32,
  block: i32,
  band: i32,
  D: i32,
  Dv: i32,
  q: usize,
  k: usize,
  p: usize,
  v: usize,
  beta: usize,
  gamma: usize,
  output: usize,
  memory: usize,
  recalled: usize,
): void {
  const row = (<usize>D) << 2;
  const line = (<usize>Dv) << 2;
  const most = max<usize>(16, (<usize>(band / D)) & -16);
  for (let first = 0; first < count; first += block) {
    const n = min(block, count - first);
    for (let at: usize = 0; at < line; at += most) {
      const m = min(most, line - at);
      const rows = memory + at * <usize>D;
      if (p && gamma)
        stepRows<On, On, On>(n, m, row, line, q, k, p, v + at, beta, gamma, output + at, 0, rows, recalled);
      else if (p) stepRows<On, On, Off>(n, m, row, line, q, k, p, v + at, beta, 0, output + at, 0, rows, recalled);
      else if (gamma) stepRows<On, Off, On>(n, m, row, line, q, k, 0, v + at, beta, gamma, output + at, 0, rows, 0);
      else stepRows<On, Off, Off>(n, m, row, line, q, k, 0, v + at, beta, 0, output + at, 0, rows, 0);
    }
    const keys = <usize>n * row;
    q += keys;
    k += keys;
    if (p) p += keys;
    v += <usize>n * line;
    output += <usize>n * line;
    if (beta) beta += (<usize>n) << 2;
    if (gamma) gamma += (<usize>n) << 2;
  }
}
