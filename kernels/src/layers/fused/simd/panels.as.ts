/** Parts of matrices, laid out in the order in which a product reads them. Distances are in bytes. */

/** Rows of a panel of the left matrix, and columns of one of the right. */
export const ROWS = 8;
export const COLUMNS = 4;

/** Four vectors as the columns of a matrix, whose rows go to four places that are `step` apart. */
function storeTransposed(to: usize, step: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(to + step, v128.shuffle<f64>(low01, low23, 1, 3));
  v128.store(to + 2 * step, v128.shuffle<f64>(high01, high23, 0, 2));
  v128.store(to + 3 * step, v128.shuffle<f64>(high01, high23, 1, 3));
}

/**
 * A panel of `width` (4 or 8) numbers for each of `depth` steps from as many rows of a matrix, of which `given` are there:
 * the others are zeros. So are steps after the last, up to an even number.
 */
export function packRows(to: usize, width: i32, depth: i32, from: usize, row: usize, given: i32): void {
  const step = (<usize>width) << 2;
  const whole = given < width ? 0 : depth & ~3;
  for (let first = 0; first < width && whole > 0; first += 4) {
    let at = from + <usize>first * row;
    let place = to + ((<usize>first) << 2);
    for (let k = 0; k < whole; k += 4) {
      const second = at + 2 * row;
      storeTransposed(place, step, v128.load(at), v128.load(at + row), v128.load(second), v128.load(second + row));
      at += 16;
      place += 4 * step;
    }
  }
  to += <usize>whole * step;
  from += (<usize>whole) << 2;
  for (let k = whole; k < depth; k++) {
    let at = from;
    for (let i = 0; i < width; i++) {
      store<f32>(to + ((<usize>i) << 2), i < given ? load<f32>(at) : 0);
      at += row;
    }
    to += step;
    from += 4;
  }
  if (depth & 1) memory.fill(to, 0, step);
}

/** The same from as many columns of a matrix, whose rows are the steps. */
export function packColumns(to: usize, width: i32, depth: i32, from: usize, row: usize, given: i32): void {
  const step = (<usize>width) << 2;
  if (given === 4) {
    for (let k = 0; k < depth; k++) {
      v128.store(to, v128.load(from));
      if (width === 8) v128.store(to, f32x4.splat(0), 16);
      to += step;
      from += row;
    }
  } else if (given === 8) {
    for (let k = 0; k < depth; k++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      to += step;
      from += row;
    }
  } else {
    for (let k = 0; k < depth; k++) {
      for (let i = 0; i < width; i++) {
        const offset = (<usize>i) << 2;
        store<f32>(to + offset, i < given ? load<f32>(from + offset) : 0);
      }
      to += step;
      from += row;
    }
  }
  if (depth & 1) memory.fill(to, 0, step);
}
