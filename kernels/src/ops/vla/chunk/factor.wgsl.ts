/**
 * `fn invertFactor(matrix, id, floor) -> f32` replaces the matrix [P | ·] in `penalty` by [Lᵀ | L⁻¹], where dI + P = LLᵀ
 * is symmetric positive definite, and only P's upper triangle is read. Of both results, what lies beyond the tiles on
 * the diagonal is left as it was, and so are the 4×4 blocks on the diagonal of P. Runs on all `threads` invocations of
 * a workgroup; needs tile('penalty').
 *
 * Four rows at a time: every invocation brings its own columns up to date with the rows above (left-looking),
 * factors the 4×4 block on the diagonal for itself, and divides by it. One barrier per four rows.
 *
 * Where a pivot is not finite, not positive or below `floor`, its row becomes zero, which keeps the rest finite. The
 * return value counts such rows in the first invocation; it is 0 in the others.
 */
export function invertFactor(threads: number): string {
  return `
/** [P | ·]: sizes in vectors. */
struct SquarePair {
  place: u32,
  /** Of P. */
  size4: u32,
  /** d, 0 or 1. */
  diagonal: f32,
  /** L⁻¹ has zeros in the rows from here on, which stand for nothing. */
  rows: u32,
  /** Where L⁻ᵀ is wanted too, of \`size4\` vectors per row. */
  transposed: bool,
  transpose: u32,
}

fn invertFactor(matrix: SquarePair, id: u32, floor: f32) -> f32 {
  let size4 = matrix.size4;
  let stride = 2u * size4;
  var dropped = 0.0;
  for (var block = 0u; block < size4; block++) {
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

    // Columns of Lᵀ beyond the diagonal, then those of L⁻¹ to the end of the tile on it
    let beyond = size4 - 1u - block;
    for (var i = id; i < beyond + (block | 1u) + 1u; i += ${threads}u) {
      let ofInverse = i >= beyond;
      let inner = select(0u, i - beyond, ofInverse);
      let column = select(block + 1u + i, size4 + inner, ofInverse);
      var own = identityBlock(block, matrix.rows, inner == block);
      if (!ofInverse) { own = readBlock(row + column, stride); }
      for (var above = matrix.place + 4u * inner * stride; above < row; above += stride) {
        own -= outer(penalty[above + block], penalty[above + column]);
      }
      own[0] *= scale0;
      own[1] = (own[1] - factor0.y * own[0]) * scale1;
      own[2] = (own[2] - factor0.z * own[0] - factor1.z * own[1]) * scale2;
      own[3] = (own[3] - factor0.w * own[0] - factor1.w * own[1] - factor2.w * own[2]) * scale3;
      writeBlock(row + column, stride, own);
      if (ofInverse && matrix.transposed) {
        writeBlock(matrix.transpose + 4u * inner * size4 + block, size4, transpose(own));
      }
    }
    storageBarrier();
  }
  return dropped;
}

/** The block-th 4×4 block on the diagonal of I, which ends at \`rows\`; or zeros. */
fn identityBlock(block: u32, rows: u32, isDiagonal: bool) -> mat4x4<f32> {
  let kept = vec4<u32>(select(rows, 0u, !isDiagonal)) > 4u * block + vec4<u32>(0, 1, 2, 3);
  let ones = select(vec4<f32>(), vec4<f32>(1.0), kept);
  return mat4x4<f32>(
    vec4<f32>(ones.x, 0, 0, 0), vec4<f32>(0, ones.y, 0, 0), vec4<f32>(0, 0, ones.z, 0), vec4<f32>(0, 0, 0, ones.w));
}

/** Entry i of a square matrix goes into [P | ·]; where \`size\` is padded with zeros, P gets ones to divide by. */
fn placeSquare(place: u32, size4: u32, size: u32, i: u32, entries: vec4<f32>) {
  let row = i / size4;
  let isOne = vec4<bool>(row >= size) & (vec4<u32>(row) == 4u * (i % size4) + vec4<u32>(0, 1, 2, 3));
  penalty[place + 2u * row * size4 + i % size4] = select(entries, vec4<f32>(1.0), isOne);
}

fn isPivot(value: f32, floor: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u && value > 0.0 && value >= floor;
}
`;
}
