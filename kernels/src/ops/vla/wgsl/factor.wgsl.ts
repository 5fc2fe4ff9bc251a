/**
 * `fn leftDivide(matrix, id, floor) -> f32` replaces the wide matrix [P | B] in `penalty` by L⁻¹[dI + P | B] =
 * [Lᵀ | L⁻¹B], where dI + P = LLᵀ is symmetric positive definite, and only P's upper triangle is read. The 4×4 blocks
 * on the diagonal stay as they are. Runs on all `threads` invocations of a workgroup; needs tile('penalty').
 *
 * Four rows at a time: every invocation brings its own columns up to date with the rows above (left-looking),
 * factors the 4×4 block on the diagonal for itself, and divides by it. One barrier per four rows.
 *
 * Where a pivot is not finite, not positive or below `floor`, its row becomes zero, which keeps the rest finite. The
 * return value counts such rows in the first invocation; it is 0 in the others.
 */
export function leftDivide(threads: number): string {
  return `
/** [P | B]: sizes in vectors, rows counted in fours. */
struct WideMatrix {
  place: u32,
  rows: u32,
  columns: u32,
  /**
   * The first columns of B belong to steps, and so do the rows, \`perStep\` each. Such a column keeps the rows of its
   * own step and of those before it; the others become zero.
   */
  steps: u32,
  perStep: u32,
  /** d, 0 or 1. */
  diagonal: f32,
}

fn leftDivide(matrix: WideMatrix, id: u32, floor: f32) -> f32 {
  let stride = matrix.columns;
  var dropped = 0.0;
  for (var block = 0u; block < matrix.rows; block++) {
    let row = matrix.place + 4u * block * stride;
    var p = readBlock(row + block, stride);
    for (var above = matrix.place; above < row; above += stride) {
      p -= outer(penalty[above + block], penalty[above + block]);
    }
    let pivot0 = matrix.diagonal + p[0].x;
    let is0 = isPivot(pivot0, floor);
    let scale0 = select(0.0, inverseSqrt(select(1.0, pivot0, is0)), is0);
    let factor0 = p[0] * scale0;
    let pivot1 = matrix.diagonal + p[1].y - factor0.y * factor0.y;
    let is1 = isPivot(pivot1, floor);
    let scale1 = select(0.0, inverseSqrt(select(1.0, pivot1, is1)), is1);
    let factor1 = (p[1] - factor0.y * factor0) * scale1;
    let pivot2 = matrix.diagonal + p[2].z - factor0.z * factor0.z - factor1.z * factor1.z;
    let is2 = isPivot(pivot2, floor);
    let scale2 = select(0.0, inverseSqrt(select(1.0, pivot2, is2)), is2);
    let factor2 = (p[2] - factor0.z * factor0 - factor1.z * factor1) * scale2;
    let pivot3 = matrix.diagonal + p[3].w - factor0.w * factor0.w - factor1.w * factor1.w - factor2.w * factor2.w;
    let is3 = isPivot(pivot3, floor);
    let scale3 = select(0.0, inverseSqrt(select(1.0, pivot3, is3)), is3);
    if (id == 0u) { dropped += 4.0 - dot(vec4<f32>(vec4<bool>(is0, is1, is2, is3)), vec4<f32>(1.0)); }

    for (var column = block + 1u + id; column < stride; column += ${threads}u) {
      var own = readBlock(row + column, stride);
      for (var above = matrix.place; above < row; above += stride) {
        own -= outer(penalty[above + block], penalty[above + column]);
      }
      own[0] *= scale0;
      own[1] = (own[1] - factor0.y * own[0]) * scale1;
      own[2] = (own[2] - factor0.z * own[0] - factor1.z * own[1]) * scale2;
      own[3] = (own[3] - factor0.w * own[0] - factor1.w * own[1] - factor2.w * own[2]) * scale3;
      let step = 4u * (column - matrix.rows) + vec4<u32>(0, 1, 2, 3);
      if (column >= matrix.rows && column < matrix.rows + matrix.steps) {
        own[0] = select(vec4<f32>(), own[0], step >= vec4<u32>(4u * block / matrix.perStep));
        own[1] = select(vec4<f32>(), own[1], step >= vec4<u32>((4u * block + 1u) / matrix.perStep));
        own[2] = select(vec4<f32>(), own[2], step >= vec4<u32>((4u * block + 2u) / matrix.perStep));
        own[3] = select(vec4<f32>(), own[3], step >= vec4<u32>((4u * block + 3u) / matrix.perStep));
      }
      writeBlock(row + column, stride, own);
    }
    storageBarrier();
  }
  return dropped;
}

/**
 * Entry i of a square matrix goes into [P | I] for the inverse of P, (L⁻¹I)ᵀ L⁻¹I. Where \`size\` is padded with zeros, P
 * gets ones to divide by and I none, so that the inverse has zeros there.
 */
fn besideIdentity(place: u32, size4: u32, size: u32, i: u32, entries: vec4<f32>) {
  let row = i / size4;
  let column = i % size4;
  let one = select(vec4<f32>(), vec4<f32>(1.0), vec4<u32>(row) == 4u * column + vec4<u32>(0, 1, 2, 3));
  let isPadding = row >= size;
  let at = place + 2u * row * size4 + column;
  penalty[at] = entries + select(vec4<f32>(), one, isPadding);
  penalty[at + size4] = select(one, vec4<f32>(), isPadding);
}

fn isPivot(value: f32, floor: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u && value > 0.0 && value >= floor;
}
`;
}
