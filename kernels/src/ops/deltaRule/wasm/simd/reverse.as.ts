import { halfTotals, total, totals } from '../../../wasm/simd/vectors.as';

/**
 * Four rows of S through `count` tokens once more, from what they were before, with the errors known: S before each token, and
 * after the last one, goes to `states`, and Sᵀ do to dq.
 */
export function repeatRows<Decays>(
  count: i32,
  row: usize,
  line: usize,
  k: usize,
  beta: usize,
  gamma: usize,
  errors: usize,
  outputGradient: usize,
  before: usize,
  states: usize,
  dq: usize,
): void {
  memory.copy(states, before, 4 * row);
  let decay = f32x4.splat(1);
  let after = states + 4 * row;
  for (let t = 0; t < count; t++) {
    let e = v128.load(errors);
    if (beta) {
      e = f32x4.mul(e, v128.load32_splat(beta));
      beta += 4;
    }
    if (isInteger<Decays>()) {
      decay = v128.load32_splat(gamma);
      gamma += 4;
    }
    const g = v128.load(outputGradient);
    const w0 = v128.shuffle<f32>(e, e, 0, 0, 0, 0);
    const w1 = v128.shuffle<f32>(e, e, 1, 1, 1, 1);
    const w2 = v128.shuffle<f32>(e, e, 2, 2, 2, 2);
    const w3 = v128.shuffle<f32>(e, e, 3, 3, 3, 3);
    const g0 = v128.shuffle<f32>(g, g, 0, 0, 0, 0);
    const g1 = v128.shuffle<f32>(g, g, 1, 1, 1, 1);
    const g2 = v128.shuffle<f32>(g, g, 2, 2, 2, 2);
    const g3 = v128.shuffle<f32>(g, g, 3, 3, 3, 3);
    for (let at: usize = 0; at < row; at += 16) {
      const key = v128.load(k + at);
      let s0 = v128.load(states);
      let s1 = v128.load(states, 16);
      let s2 = v128.load(states, 32);
      let s3 = v128.load(states, 48);
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
      v128.store(after, s0);
      v128.store(after, s1, 16);
      v128.store(after, s2, 32);
      v128.store(after, s3, 48);
      const low = f32x4.add(f32x4.mul(g0, s0), f32x4.mul(g1, s1));
      const high = f32x4.add(f32x4.mul(g2, s2), f32x4.mul(g3, s3));
      v128.store(dq + at, f32x4.add(v128.load(dq + at), f32x4.add(low, high)));
      states += 64;
      after += 64;
    }
    k += row;
    dq += row;
    errors += line;
    outputGradient += line;
  }
}

/**
 * The gradient R with respect to four rows of S back through `count` tokens, two rows at a time. A pass over them ends what
 * the token after has to do, for which its f had to be known, and begins with a token:
 *
 *     R ← R − f pᵀ      dγ = ⟨R, S⟩      dp = −γ Sᵀ f      R ← γ R      (of the token after)
 *     R ← R + do qᵀ     f = β R k        dk = β Rᵀ e
 *
 * @param states S before each token, and after the last one
 * @param rows R after the last token; becomes that before the first one
 * @param dk where the sums over rows are added to, as in dp, dBeta and dGamma; the last two may be 0
 */
export function reverseRows<Residual, Decays>(
  count: i32,
  row: usize,
  line: usize,
  q: usize,
  k: usize,
  p: usize,
  beta: usize,
  gamma: usize,
  outputGradient: usize,
  errors: usize,
  states: usize,
  rows: usize,
  dk: usize,
  dp: usize,
  dv: usize,
  dBeta: usize,
  dGamma: usize,
): void {
  const zero = f32x4.splat(0);
  let f = zero;
  let decay = f32x4.splat(1);
  for (let t = count - 1; t >= -1; t--) {
    // Past the last token there is none to end: f is 0. Before the first one there is none to begin with: its do and e are.
    const token = <usize>max(t, 0);
    const after = <usize>min(t + 1, count - 1);
    const begins = t >= 0;
    if (!isInteger<Residual>() && !isInteger<Decays>() && !begins) break;
    let g = begins ? v128.load(outputGradient + token * line) : zero;
    const e = begins ? v128.load(errors + token * line) : zero;
    const strength = beta ? v128.load32_splat(beta + (token << 2)) : f32x4.splat(1);
    let w = f32x4.mul(strength, e);
    let ab = zero;
    let cd = zero;
    let kept = zero;
    for (let part: usize = 0; part < 64; part += 32) {
      const f0 = v128.shuffle<f32>(f, f, 0, 0, 0, 0);
      const f1 = v128.shuffle<f32>(f, f, 1, 1, 1, 1);
      const g0 = v128.shuffle<f32>(g, g, 0, 0, 0, 0);
      const g1 = v128.shuffle<f32>(g, g, 1, 1, 1, 1);
      const w0 = v128.shuffle<f32>(w, w, 0, 0, 0, 0);
      const w1 = v128.shuffle<f32>(w, w, 1, 1, 1, 1);
      let a0 = zero;
      let a1 = zero;
      let place = rows + part;
      let state = states + ((<usize>(t + 1) * row) << 2) + part;
      const keyAt = k + token * row;
      const queryAt = q + token * row;
      const readAt = p + after * row;
      const toKey = dk + token * row;
      const toRead = dp + after * row;
      for (let at: usize = 0; at < row; at += 16) {
        let r0 = v128.load(place);
        let r1 = v128.load(place, 16);
        if (isInteger<Residual>()) {
          const read = v128.load(readAt + at);
          r0 = f32x4.sub(r0, f32x4.mul(f0, read));
          r1 = f32x4.sub(r1, f32x4.mul(f1, read));
        }
        if (isInteger<Residual>() || isInteger<Decays>()) {
          const s0 = v128.load(state);
          const s1 = v128.load(state, 16);
          if (isInteger<Residual>()) {
            let lost = f32x4.add(f32x4.mul(f0, s0), f32x4.mul(f1, s1));
            if (isInteger<Decays>()) lost = f32x4.mul(decay, lost);
            v128.store(toRead + at, f32x4.sub(v128.load(toRead + at), lost));
          }
          if (isInteger<Decays>()) {
            kept = f32x4.add(kept, f32x4.add(f32x4.mul(r0, s0), f32x4.mul(r1, s1)));
            r0 = f32x4.mul(decay, r0);
            r1 = f32x4.mul(decay, r1);
          }
          state += 64;
        }
        const query = v128.load(queryAt + at);
        r0 = f32x4.add(r0, f32x4.mul(g0, query));
        r1 = f32x4.add(r1, f32x4.mul(g1, query));
        v128.store(place, r0);
        v128.store(place, r1, 16);
        const key = v128.load(keyAt + at);
        a0 = f32x4.add(a0, f32x4.mul(r0, key));
        a1 = f32x4.add(a1, f32x4.mul(r1, key));
        const written = f32x4.add(f32x4.mul(w0, r0), f32x4.mul(w1, r1));
        v128.store(toKey + at, f32x4.add(v128.load(toKey + at), written));
        place += 64;
      }
      ab = cd;
      cd = halfTotals(a0, a1);
      // The other two rows' turn, and after them the first ones' again.
      f = v128.shuffle<f32>(f, f, 2, 3, 0, 1);
      g = v128.shuffle<f32>(g, g, 2, 3, 0, 1);
      w = v128.shuffle<f32>(w, w, 2, 3, 0, 1);
    }
    if (isInteger<Decays>()) {
      if (dGamma && t + 1 < count) add(dGamma + (after << 2), total(kept));
      decay = v128.load32_splat(gamma + (token << 2));
    }
    if (!begins) break;
    const read = totals(ab, cd);
    f = f32x4.mul(strength, read);
    v128.store(dv + token * line, f);
    if (dBeta) add(dBeta + (token << 2), total(f32x4.mul(read, e)));
  }
}

function add(place: usize, value: f32): void {
  store<f32>(place, load<f32>(place) + value);
}
