import { pad, unpad } from './simd/vectors.as';

/** `rows` rows of `size` numbers, one after another, into rows that are `stride` numbers apart, with zeros after each. */
export function padRows(to: usize, from: usize, rows: i32, size: i32, stride: i32): void {
  pad(to, from, rows, size, stride);
}

/** The other way round. */
export function unpadRows(to: usize, from: usize, rows: i32, size: i32, stride: i32): void {
  unpad(to, from, rows, size, stride);
}
