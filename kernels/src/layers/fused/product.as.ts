import { COLUMNS, ROWS, packColumns, packRows } from './simd/panels.as';
import { tile } from './simd/tile.as';

/** Steps of a panel, and columns of the right matrix whose panels are kept at a time: 256 kB, which a core's cache holds. */
const DEPTH = 256;
const WIDTH = 256;

/** Bytes that {@link matrixProduct} needs beside its matrices. */
export function productScratch(): usize {
  return (DEPTH * WIDTH + DEPTH * ROWS + COLUMNS * ROWS) << 2;
}

/**
 * c ← a b, or c ← c + a b, of float32 matrices [M,K] and [K,N]. A transposed one is stored as [K,M] or [N,K]. Both are
 * cut into panels that fit a core's caches, in the order in which a tile of the product reads them, so that transposed ones cost
 * no more. What is added to a number is added in a fixed order.
 *
 * @param aRow numbers from a stored row of a to the next, and bRow and cRow the same of b and c
 * @param scratch as many bytes as {@link productScratch} says
 */
export function matrixProduct(
  M: i32,
  N: i32,
  K: i32,
  a: usize,
  aRow: i32,
  transposeA: bool,
  b: usize,
  bRow: i32,
  transposeB: bool,
  c: usize,
  cRow: i32,
  accumulate: bool,
  scratch: usize,
): void {
  const left = scratch + ((DEPTH * WIDTH) << 2);
  const corner = left + ((DEPTH * ROWS) << 2);
  const aStep = (<usize>aRow) << 2;
  const bStep = (<usize>bRow) << 2;
  const cStep = (<usize>cRow) << 2;
  for (let column = 0; column < N; column += WIDTH) {
    const width = min(WIDTH, N - column);
    for (let first = 0; first < K; first += DEPTH) {
      const depth = min(DEPTH, K - first);
      const even = (depth + 1) & ~1;
      const panel = (<usize>(even * COLUMNS)) << 2;
      for (let j = 0, to = scratch; j < width; j += COLUMNS, to += panel) {
        const given = min(COLUMNS, width - j);
        if (transposeB) packRows(to, COLUMNS, depth, b + place(column + j, first, bStep), bStep, given);
        else packColumns(to, COLUMNS, depth, b + place(first, column + j, bStep), bStep, given);
      }
      const adds = accumulate || first > 0;
      for (let i = 0; i < M; i += ROWS) {
        const rows = min(ROWS, M - i);
        if (transposeA) packColumns(left, ROWS, depth, a + place(first, i, aStep), aStep, rows);
        else packRows(left, ROWS, depth, a + place(i, first, aStep), aStep, rows);
        let right = scratch;
        let to = c + place(i, column, cStep);
        for (let j = 0; j < width; j += COLUMNS) {
          const columns = min(COLUMNS, width - j);
          if (rows === ROWS && columns === COLUMNS) tile(even, left, right, to, cStep, adds);
          else edge(even, left, right, to, cStep, adds, corner, rows, columns);
          right += panel;
          to += COLUMNS << 2;
        }
      }
    }
  }
}

function place(row: i32, column: i32, step: usize): usize {
  return <usize>row * step + ((<usize>column) << 2);
}

/** A tile of which only some rows and columns are there. */
function edge(
  depth: i32,
  left: usize,
  right: usize,
  to: usize,
  step: usize,
  adds: bool,
  corner: usize,
  rows: i32,
  columns: i32,
): void {
  tile(depth, left, right, corner, COLUMNS << 2, false);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const offset = (<usize>j) << 2;
      const value = load<f32>(corner + offset);
      store<f32>(to + offset, adds ? load<f32>(to + offset) + value : value);
    }
    corner += COLUMNS << 2;
    to += step;
  }
}
