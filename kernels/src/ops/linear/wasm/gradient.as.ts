import { addScaled, dot } from '../../wasm/simd/vectors.as';
import { sweepRows } from './simd/sweep.as';

/** Tokens that four rows go through before it is the next ones' turn: their vectors stay in the nearest cache. */
const BLOCK = 32;

/**
 * Goes over the tokens of one head with a memory that whole values are written to: M ← M + w xᵀ, a = M y, g = Mᵀ c. Forwards,
 * M is S, and g the gradient of q; backwards it is R, and g that of k.
 *
 * @param count tokens
 * @param backwards 1 from the last to the first, or 0
 * @param D key size, and with Dv multiples of 4: the numbers of a row of x, y and g, and of w, c and answers
 * @param at M, packed, updated in place
 */
export function linearSweep(
  count: i32,
  backwards: i32,
  D: i32,
  Dv: i32,
  w: usize,
  x: usize,
  y: usize,
  c: usize,
  answers: usize,
  g: usize,
  at: usize,
): void {
  const length = (<usize>D) << 2;
  const row = backwards ? -(<isize>length) : <isize>length;
  const values = (<usize>Dv) << 2;
  const line = backwards ? -(<isize>values) : <isize>values;
  memory.fill(g, 0, <usize>count * length);
  if (backwards) {
    const last = <usize>(count - 1);
    x += last * length;
    y += last * length;
    g += last * length;
    w += last * values;
    c += last * values;
    answers += last * values;
  }
  for (let first = 0; first < count; first += BLOCK) {
    const n = min(BLOCK, count - first);
    const keys = <isize>first * row;
    const past = <isize>first * line;
    for (let i: usize = 0; i < values; i += 16) {
      const here = past + i;
      sweepRows(
        n,
        row,
        line,
        length,
        w + here,
        x + keys,
        y + keys,
        c + here,
        answers + here,
        g + keys,
        at + i * <usize>D,
      );
    }
  }
}

/**
 * What the denominators n = zᵀq + ε add to the gradient of q: z ← z + k, d = −aᵀc/n, dq ← dq + d z.
 *
 * @param answers a = S q, and c = do/n, rows of Dv numbers
 * @param normalizer z before the first token, updated in place
 * @param slopes where d goes
 */
export function linearSlopes(
  count: i32,
  D: i32,
  Dv: i32,
  k: usize,
  answers: usize,
  c: usize,
  denominators: usize,
  normalizer: usize,
  slopes: usize,
  dq: usize,
): void {
  const row = (<usize>D) << 2;
  const line = (<usize>Dv) << 2;
  for (let t = 0; t < count; t++) {
    addScaled(normalizer, 1, k, row);
    const slope = -dot(answers, c, line) / load<f32>(denominators);
    store<f32>(slopes, slope);
    addScaled(dq, slope, normalizer, row);
    k += row;
    dq += row;
    answers += line;
    c += line;
    denominators += 4;
    slopes += 4;
  }
}

/** And to the gradient of k, from the last token: r ← r + d q, dk ← dk + r. `gradient` is r, updated in place. */
export function linearSlopesBackwards(count: i32, D: i32, q: usize, slopes: usize, gradient: usize, dk: usize): void {
  const row = (<usize>D) << 2;
  for (let t = count - 1; t >= 0; t--) {
    const at = <usize>t * row;
    addScaled(gradient, load<f32>(slopes + ((<usize>t) << 2)), q + at, row);
    addScaled(dk + at, 1, gradient, row);
  }
}
