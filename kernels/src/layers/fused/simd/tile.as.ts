/**
 * A tile of a product, 8 rows by 4 columns, in registers: c ← A B, or c ← c + A B. What is left over of the 16 registers
 * of a processor holds a row of B and a number of A.
 *
 * @param depth rows of B's panel and columns of A's, a multiple of 2
 * @param a panel of A: 8 numbers for each column
 * @param b panel of B: 4 numbers for each row
 * @param row bytes from one row of c to the next
 */
export function tile(depth: i32, a: usize, b: usize, c: usize, row: usize, accumulate: bool): void {
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  let sum4 = f32x4.splat(0);
  let sum5 = f32x4.splat(0);
  let sum6 = f32x4.splat(0);
  let sum7 = f32x4.splat(0);
  // Here, not after the loop: added there, compilers keep the sums in memory, at half the speed.
  if (accumulate) {
    let at = c;
    sum0 = v128.load(at);
    at += row;
    sum1 = v128.load(at);
    at += row;
    sum2 = v128.load(at);
    at += row;
    sum3 = v128.load(at);
    at += row;
    sum4 = v128.load(at);
    at += row;
    sum5 = v128.load(at);
    at += row;
    sum6 = v128.load(at);
    at += row;
    sum7 = v128.load(at);
  }
  for (let k = 0; k < depth; k += 2) {
    let line = v128.load(b);
    sum0 = f32x4.add(sum0, f32x4.mul(v128.load32_splat(a), line));
    sum1 = f32x4.add(sum1, f32x4.mul(v128.load32_splat(a, 4), line));
    sum2 = f32x4.add(sum2, f32x4.mul(v128.load32_splat(a, 8), line));
    sum3 = f32x4.add(sum3, f32x4.mul(v128.load32_splat(a, 12), line));
    sum4 = f32x4.add(sum4, f32x4.mul(v128.load32_splat(a, 16), line));
    sum5 = f32x4.add(sum5, f32x4.mul(v128.load32_splat(a, 20), line));
    sum6 = f32x4.add(sum6, f32x4.mul(v128.load32_splat(a, 24), line));
    sum7 = f32x4.add(sum7, f32x4.mul(v128.load32_splat(a, 28), line));
    line = v128.load(b, 16);
    sum0 = f32x4.add(sum0, f32x4.mul(v128.load32_splat(a, 32), line));
    sum1 = f32x4.add(sum1, f32x4.mul(v128.load32_splat(a, 36), line));
    sum2 = f32x4.add(sum2, f32x4.mul(v128.load32_splat(a, 40), line));
    sum3 = f32x4.add(sum3, f32x4.mul(v128.load32_splat(a, 44), line));
    sum4 = f32x4.add(sum4, f32x4.mul(v128.load32_splat(a, 48), line));
    sum5 = f32x4.add(sum5, f32x4.mul(v128.load32_splat(a, 52), line));
    sum6 = f32x4.add(sum6, f32x4.mul(v128.load32_splat(a, 56), line));
    sum7 = f32x4.add(sum7, f32x4.mul(v128.load32_splat(a, 60), line));
    a += 64;
    b += 32;
  }
  v128.store(c, sum0);
  c += row;
  v128.store(c, sum1);
  c += row;
  v128.store(c, sum2);
  c += row;
  v128.store(c, sum3);
  c += row;
  v128.store(c, sum4);
  c += row;
  v128.store(c, sum5);
  c += row;
  v128.store(c, sum6);
  c += row;
  v128.store(c, sum7);
}
