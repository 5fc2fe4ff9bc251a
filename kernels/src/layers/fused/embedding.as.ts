import { addVector } from './simd/rows.as';

/** Rows of a table [R,size] by their indices, int32. */
export function gatherRows(to: usize, table: usize, indices: usize, count: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  for (let i = 0; i < count; i++) {
    memory.copy(to, table + <usize>load<i32>(indices) * bytes, bytes);
    to += bytes;
    indices += 4;
  }
}

/** Rows added to those of a table, in their order: the gradient of {@link gatherRows}. */
export function addRowsAt(table: usize, from: usize, indices: usize, count: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  for (let i = 0; i < count; i++) {
    addVector(table + <usize>load<i32>(indices) * bytes, from, bytes);
    from += bytes;
    indices += 4;
  }
}
