import { addVector } from './simd/rows.as';

/** `rows` copies of a row of `size` numbers. */
export function repeatRow(to: usize, from: usize, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    memory.copy(to, from, bytes);
    to += bytes;
  }
}

/** The sum of `rows` rows of `size` numbers, in their order. */
export function columnSums(to: usize, from: usize, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  memory.fill(to, 0, bytes);
  for (let row = 0; row < rows; row++) {
    addVector(to, from, bytes);
    from += bytes;
  }
}
