import { halfTotals, totals } from '../../../wasm/simd/vectors.as';

/**
 * Some rows of S through `count` tokens, four at a time. Four are packed: vector by vector, that of each row after the other's.
 *
 * One pass over four rows writes a token, reads it with q and reads the S p of the next, so that each vector of S is loaded
 * once a token. The next four rows follow before the next token, whose e has to wait for this S p.
 *
 * @param length bytes of a value of each of the rows: 16 for four
 * @param row bytes of a row of q, k and p; `line`, of one of v, output and errors
 * @param beta 0 for ones
 * @param errors where e goes; 0 where it is not wanted
 * @param recalled a place for S p, as long as all values of a token
 */
export function stepRows<Reads, Residual, Decays>(
  count: i32,
  length: usize,
  row: usize,
  line: usize,
  q: usize,
  k: usize,
  p: usize,
  v: usize,
  beta: usize,
  gamma: usize,
  output: usize,
  errors: usize,
  rows: usize,
  recalled: usize,
): void {
  const zero = f32x4.splat(0);
  let decay = zero;
  let strength = f32x4.splat(1);
  if (isInteger<Residual>()) {
    for (let i: usize = 0; i < length; i += 16) v128.store(recalled + i, readRows(rows + (i >> 2) * row, p, row));
  }
  for (let t = 0; t < count; t++) {
    if (isInteger<Decays>()) {
      decay = v128.load32_splat(gamma);
      gamma += 4;
    }
    if (beta) {
      strength = v128.load32_splat(beta);
      beta += 4;
    }
    // After the last token any will do.
    if (isInteger<Residual>() && t + 1 < count) p += row;
    let place = rows;
    for (let i: usize = 0; i < length; i += 16) {
      let e = v128.load(v + i);
      if (isInteger<Residual>()) {
        const known = v128.load(recalled + i);
        e = f32x4.sub(e, isInteger<Decays>() ? f32x4.mul(decay, known) : known);
      }
      if (errors) v128.store(errors + i, e);
      e = f32x4.mul(e, strength);
      const w0 = v128.shuffle<f32>(e, e, 0, 0, 0, 0);
      const w1 = v128.shuffle<f32>(e, e, 1, 1, 1, 1);
      const w2 = v128.shuffle<f32>(e, e, 2, 2, 2, 2);
      const w3 = v128.shuffle<f32>(e, e, 3, 3, 3, 3);
      let o0 = zero;
      let o1 = zero;
      let o2 = zero;
      let o3 = zero;
      let n0 = zero;
      let n1 = zero;
      let n2 = zero;
      let n3 = zero;
      for (let at: usize = 0; at < row; at += 16) {
        const key = v128.load(k + at);
        let s0 = v128.load(place);
        let s1 = v128.load(place, 16);
        let s2 = v128.load(place, 32);
        let s3 = v128.load(place, 48);
        if (isInteger<Decays>()) {
          s0 = f32x4.mul(decay, s0);
          s1 = f32x4.mul(decay, s1);
          s2 = f32x4.mul(decay, s2);
          s3 = f32x4.mul(decay, s3);
        }
        s0 = f32x4.add(s0, f32x4.mul(w0, key));
        s1 = f32x4.add(s1, f32x4.mul(w1, key));
        s2 = f32x4.add(s2, f32x4.mul(w2, key));
        s3 = f32x4.add(s3, f32x4.mul(w3, key));
        v128.store(place, s0);
        v128.store(place, s1, 16);
        v128.store(place, s2, 32);
        v128.store(place, s3, 48);
        if (isInteger<Reads>()) {
          const query = v128.load(q + at);
          o0 = f32x4.add(o0, f32x4.mul(s0, query));
          o1 = f32x4.add(o1, f32x4.mul(s1, query));
          o2 = f32x4.add(o2, f32x4.mul(s2, query));
          o3 = f32x4.add(o3, f32x4.mul(s3, query));
        }
        if (isInteger<Residual>()) {
          const next = v128.load(p + at);
          n0 = f32x4.add(n0, f32x4.mul(s0, next));
          n1 = f32x4.add(n1, f32x4.mul(s1, next));
          n2 = f32x4.add(n2, f32x4.mul(s2, next));
          n3 = f32x4.add(n3, f32x4.mul(s3, next));
        }
        place += 64;
      }
      if (isInteger<Reads>()) v128.store(output + i, totals(halfTotals(o0, o1), halfTotals(o2, o3)));
      if (isInteger<Residual>()) v128.store(recalled + i, totals(halfTotals(n0, n1), halfTotals(n2, n3)));
    }
    if (isInteger<Reads>()) {
      output += line;
      q += row;
    }
    if (errors) errors += line;
    k += row;
    v += line;
  }
}

/** S x of four rows. */
export function readRows(rows: usize, x: usize, row: usize): v128 {
  let n0 = f32x4.splat(0);
  let n1 = n0;
  let n2 = n0;
  let n3 = n0;
  for (let at: usize = 0; at < row; at += 16) {
    const entry = v128.load(x + at);
    n0 = f32x4.add(n0, f32x4.mul(v128.load(rows), entry));
    n1 = f32x4.add(n1, f32x4.mul(v128.load(rows, 16), entry));
    n2 = f32x4.add(n2, f32x4.mul(v128.load(rows, 32), entry));
    n3 = f32x4.add(n3, f32x4.mul(v128.load(rows, 48), entry));
    rows += 64;
  }
  return totals(halfTotals(n0, n1), halfTotals(n2, n3));
}
