import { clear } from './vectors.as';

/** Whole matrices. Strides and rows of a size in bytes are multiples of 16. */

/** M ← M + scale·I for the first `size` rows of a matrix with rows of `row` bytes. */
export function addDiagonal(m: usize, size: i32, row: usize, scale: f32): void {
  for (let i = 0; i < size; i++) {
    store<f32>(m, load<f32>(m) + scale);
    m += row + 4;
  }
}

/** The transpose of a matrix [rows,columns] with rows of `fromRow` bytes, into rows of `toRow` bytes; writes nothing beside it. */
export function transpose(to: usize, toRow: usize, from: usize, fromRow: usize, rows: i32, columns: i32): void {
  const wholeRows = rows & ~3;
  const wholeColumns = columns & ~3;
  for (let i = 0; i < wholeRows; i += 4) {
    for (let j = 0; j < wholeColumns; j += 4) {
      const line = from + <usize>i * fromRow + ((<usize>j) << 2);
      const a = v128.load(line);
      const b = v128.load(line + fromRow);
      const c = v128.load(line + 2 * fromRow);
      const d = v128.load(line + 3 * fromRow);
      const ab = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
      const AB = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
      const cd = i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
      const CD = i8x16.shuffle(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
      const target = to + <usize>j * toRow + ((<usize>i) << 2);
      v128.store(target, i64x2.shuffle(ab, cd, 0, 2));
      v128.store(target + toRow, i64x2.shuffle(ab, cd, 1, 3));
      v128.store(target + 2 * toRow, i64x2.shuffle(AB, CD, 0, 2));
      v128.store(target + 3 * toRow, i64x2.shuffle(AB, CD, 1, 3));
    }
  }
  for (let i = 0; i < rows; i++) {
    for (let j = i < wholeRows ? wholeColumns : 0; j < columns; j++) {
      const value = load<f32>(from + <usize>i * fromRow + ((<usize>j) << 2));
      store<f32>(to + <usize>j * toRow + ((<usize>i) << 2), value);
    }
  }
}

/** The transpose of a matrix [rows,columns] without gaps, into whole vectors and rows of them, with zeros around it. Zeros where `from` is 0. */
export function transposePadded(to: usize, from: usize, rows: i32, columns: i32): void {
  const toRow = (<usize>((rows + 3) & ~3)) << 2;
  if (from === 0 || ((rows | columns) & 3) !== 0) clear(to, toRow * <usize>((columns + 3) & ~3));
  if (from !== 0) transpose(to, toRow, from, (<usize>columns) << 2, rows, columns);
}

/** Aᵀ as a head starts with it: the caller's, or a multiple of I. */
export function startInverse(A: usize, D: i32, row: usize, given: usize, head: i32, diagonal: f32): void {
  transposePadded(A, matrixOf(given, head, D * D), D, D);
  if (given === 0) addDiagonal(A, D, row, diagonal);
}

/** Where the matrix of a head is among those of all heads; 0 where there are none. */
export function matrixOf(all: usize, head: i32, size: i32): usize {
  return all === 0 ? 0 : all + ((<usize>head * <usize>size) << 2);
}
