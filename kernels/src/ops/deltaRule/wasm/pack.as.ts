/**
 * A memory [rows,columns] in groups of four rows, vector by vector, that of each row after the other's: so a pass over a
 * group loads what is side by side. Rows and columns are filled up to multiples of 4 with zeros.
 *
 * @param from 0 for zeros
 */
export function packMemory(to: usize, from: usize, rows: i32, columns: i32): void {
  const width = (columns + 3) & -4;
  if (!from) {
    memory.fill(to, 0, (<usize>(((rows + 3) & -4) * width)) << 2);
    return;
  }
  for (let i = 0; i < rows; i += 4) {
    for (let j = 0; j < width; j += 4) {
      for (let r = i; r < i + 4; r++) {
        for (let c = j; c < j + 4; c++) {
          const value = r < rows && c < columns ? load<f32>(from + ((<usize>(r * columns + c)) << 2)) : 0;
          store<f32>(to, value);
          to += 4;
        }
      }
    }
  }
}

/** The other way round. */
export function unpackMemory(to: usize, from: usize, rows: i32, columns: i32): void {
  const width = (columns + 3) & -4;
  for (let i = 0; i < rows; i += 4) {
    for (let j = 0; j < width; j += 4) {
      for (let r = i; r < i + 4; r++) {
        for (let c = j; c < j + 4; c++) {
          if (r < rows && c < columns) store<f32>(to + ((<usize>(r * columns + c)) << 2), load<f32>(from));
          from += 4;
        }
      }
    }
  }
}
