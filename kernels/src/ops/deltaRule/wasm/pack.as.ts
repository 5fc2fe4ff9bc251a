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
  const line = (<usize>columns) << 2;
  for (let i = 0; i < rows; i += 4) {
    for (let j = 0; j < width; j += 4) {
      const left = min(4, columns - j);
      let at = from + ((<usize>j) << 2);
      for (let r = i; r < i + 4; r++) {
        if (r >= rows) v128.store(to, f32x4.splat(0));
        else if (left === 4) v128.store(to, v128.load(at));
        else {
          v128.store(to, f32x4.splat(0));
          memory.copy(to, at, (<usize>left) << 2);
        }
        at += line;
        to += 16;
      }
    }
    from += 4 * line;
  }
}

/** The other way round. */
export function unpackMemory(to: usize, from: usize, rows: i32, columns: i32): void {
  const line = (<usize>columns) << 2;
  for (let i = 0; i < rows; i += 4) {
    for (let j = 0; j < columns; j += 4) {
      const left = min(4, columns - j);
      let at = to + ((<usize>j) << 2);
      for (let r = i; r < min(i + 4, rows); r++) {
        const place = from + ((<usize>(r - i)) << 4);
        if (left === 4) v128.store(at, v128.load(place));
        else memory.copy(at, place, (<usize>left) << 2);
        at += line;
      }
      from += 64;
    }
    to += 4 * line;
  }
}
