import { addScaled, dot } from '../../wasm/simd/vectors.as';

/**
 * The denominators of linear attention, step by step: z ← z + k, n = zᵀq + ε.
 *
 * @param count tokens
 * @param D key size, a multiple of 4: the numbers of a row of q and k
 * @param normalizer z [D], updated in place
 * @param denominators n [count]
 */
export function linearDenominators(
  count: i32,
  D: i32,
  q: usize,
  k: usize,
  normalizer: usize,
  denominators: usize,
  epsilon: f32,
): void {
  const row = (<usize>D) << 2;
  for (let t = 0; t < count; t++) {
    addScaled(normalizer, 1, k, row);
    store<f32>(denominators, dot(normalizer, q, row) + epsilon);
    q += row;
    k += row;
    denominators += 4;
  }
}

/** Divides each of `count` rows of `size` numbers, a multiple of 4, by one of as many denominators. */
export function divideRows(count: i32, size: i32, to: usize, from: usize, denominators: usize): void {
  const row = (<usize>size) << 2;
  for (let t = 0; t < count; t++) {
    const by = v128.load32_splat(denominators);
    for (let at: usize = 0; at < row; at += 16) v128.store(to + at, f32x4.div(v128.load(from + at), by));
    to += row;
    from += row;
    denominators += 4;
  }
}
