import { matrixProduct } from './product.as';

/**
 * A product of matrices for every batch and head, see {@link matrixProduct}. Distances of batches and heads are in numbers; where c has
 * no distance of batches, it is the sum over them.
 */
export function productsPerHead(
  batches: i32,
  heads: i32,
  M: i32,
  N: i32,
  K: i32,
  a: usize,
  aRow: i32,
  transposeA: bool,
  aBatch: i32,
  aHead: i32,
  b: usize,
  bRow: i32,
  transposeB: bool,
  bBatch: i32,
  bHead: i32,
  c: usize,
  cBatch: i32,
  cHead: i32,
  scratch: usize,
): void {
  for (let head = 0; head < heads; head++) {
    for (let batch = 0; batch < batches; batch++) {
      matrixProduct(
        M,
        N,
        K,
        a + ((<usize>(batch * aBatch + head * aHead)) << 2),
        aRow,
        transposeA,
        b + ((<usize>(batch * bBatch + head * bHead)) << 2),
        bRow,
        transposeB,
        c + ((<usize>(batch * cBatch + head * cHead)) << 2),
        N,
        cBatch === 0 && batch > 0,
        scratch,
      );
    }
  }
}
