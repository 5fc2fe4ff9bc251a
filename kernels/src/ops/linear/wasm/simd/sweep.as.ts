import { halfTotals, totals } from '../../../wasm/simd/vectors.as';

/**
 * Four rows of a memory that whole values are written to, through `count` tokens in one pass each: M ← M + w xᵀ, a = M y, and
 * g ← g + Mᵀ c.
 *
 * @param row bytes from a row of x, y and g to that of the next token; negative backwards. `line`, of w, c and a
 * @param length bytes of a row of x
 */
export function sweepRows(
  count: i32,
  row: isize,
  line: isize,
  length: usize,
  w: usize,
  x: usize,
  y: usize,
  c: usize,
  answers: usize,
  g: usize,
  rows: usize,
): void {
  const zero = f32x4.splat(0);
  for (let t = 0; t < count; t++) {
    const written = v128.load(w);
    const weight = v128.load(c);
    const w0 = v128.shuffle<f32>(written, written, 0, 0, 0, 0);
    const w1 = v128.shuffle<f32>(written, written, 1, 1, 1, 1);
    const w2 = v128.shuffle<f32>(written, written, 2, 2, 2, 2);
    const w3 = v128.shuffle<f32>(written, written, 3, 3, 3, 3);
    const c0 = v128.shuffle<f32>(weight, weight, 0, 0, 0, 0);
    const c1 = v128.shuffle<f32>(weight, weight, 1, 1, 1, 1);
    const c2 = v128.shuffle<f32>(weight, weight, 2, 2, 2, 2);
    const c3 = v128.shuffle<f32>(weight, weight, 3, 3, 3, 3);
    let a0 = zero;
    let a1 = zero;
    let a2 = zero;
    let a3 = zero;
    let place = rows;
    for (let at: usize = 0; at < length; at += 16) {
      const direction = v128.load(x + at);
      const m0 = f32x4.add(v128.load(place), f32x4.mul(w0, direction));
      const m1 = f32x4.add(v128.load(place, 16), f32x4.mul(w1, direction));
      const m2 = f32x4.add(v128.load(place, 32), f32x4.mul(w2, direction));
      const m3 = f32x4.add(v128.load(place, 48), f32x4.mul(w3, direction));
      v128.store(place, m0);
      v128.store(place, m1, 16);
      v128.store(place, m2, 32);
      v128.store(place, m3, 48);
      const asked = v128.load(y + at);
      a0 = f32x4.add(a0, f32x4.mul(m0, asked));
      a1 = f32x4.add(a1, f32x4.mul(m1, asked));
      a2 = f32x4.add(a2, f32x4.mul(m2, asked));
      a3 = f32x4.add(a3, f32x4.mul(m3, asked));
      const low = f32x4.add(f32x4.mul(c0, m0), f32x4.mul(c1, m1));
      const high = f32x4.add(f32x4.mul(c2, m2), f32x4.mul(c3, m3));
      v128.store(g + at, f32x4.add(v128.load(g + at), f32x4.add(low, high)));
      place += 64;
    }
    v128.store(answers, totals(halfTotals(a0, a1), halfTotals(a2, a3)));
    w += line;
    c += line;
    answers += line;
    x += row;
    y += row;
    g += row;
  }
}
