import { addScaled, dot, total } from '../wasm/simd/vectors.as';

/**
 * Linear attention of one head step by step: z ← z + k, S ← S + v kᵀ, o = S q / (zᵀq + ε).
 *
 * @param count tokens
 * @param D key size, a multiple of 4, and with Dv the numbers of a row of q and k, and of v and output
 * @param memory S [Dv,D], updated in place
 * @param normalizer z [D], updated in place
 */
export function linearSteps(
  count: i32,
  D: i32,
  Dv: i32,
  q: usize,
  k: usize,
  v: usize,
  output: usize,
  memory: usize,
  normalizer: usize,
  epsilon: f32,
): void {
  const row = (<usize>D) << 2;
  for (let t = 0; t < count; t++) {
    addScaled(normalizer, 1, k, row);
    const scale = <f32>1 / (dot(normalizer, q, row) + epsilon);
    let line = memory;
    for (let i = 0; i < Dv; i++) {
      const value = f32x4.splat(load<f32>(v));
      let sum = f32x4.splat(0);
      for (let at: usize = 0; at < row; at += 16) {
        const entry = f32x4.add(v128.load(line + at), f32x4.mul(value, v128.load(k + at)));
        v128.store(line + at, entry);
        sum = f32x4.add(sum, f32x4.mul(entry, v128.load(q + at)));
      }
      store<f32>(output, total(sum) * scale);
      line += row;
      v += 4;
      output += 4;
    }
    q += row;
    k += row;
  }
}
