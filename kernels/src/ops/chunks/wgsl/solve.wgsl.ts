/**
 * `fn solveErrors(place, stride, overlap, overlapStride, blocks)` replaces four neighbouring columns of X by those
 * of E with e_t + Σ_{s<t} N[s][t] e_s = x_t, where N lies at `overlap`; both have 4·blocks rows. One invocation
 * does it alone, without a barrier: columns don't meet. Needs tile('work').
 */
export const SOLVE_ERRORS = `
fn solveErrors(place: u32, stride: u32, overlap: u32, overlapStride: u32, blocks: u32) {
  for (var block = 0u; block < blocks; block++) {
    let row = place + 4u * block * stride;
    var own = readBlock(row, stride);
    var past = overlap + block;
    for (var above = place; above < row; above += stride) {
      own -= outer(work[past], work[above]);
      past += overlapStride;
    }
    let past0 = work[past];
    let past1 = work[past + overlapStride];
    let past2 = work[past + 2u * overlapStride];
    own[1] -= past0.y * own[0];
    own[2] -= past0.z * own[0] + past1.z * own[1];
    own[3] -= past0.w * own[0] + past1.w * own[1] + past2.w * own[2];
    writeBlock(row, stride, own);
  }
}
`;

/**
 * `fn solve(place, stride, overlap, overlapStride, blocks, backwards)` replaces four neighbouring columns of X, of 4·blocks
 * rows, by those of E with e_t + Σ_s N[s][t] e_s = x_t over the rows s before t, or after it. N lies at \`overlap\`. One
 * invocation does it alone, without a barrier: columns don't meet.
 */
export const SOLVE = `
fn solve(place: u32, stride: u32, overlap: u32, overlapStride: u32, blocks: u32, backwards: bool) {
  let four = settings.tileRows / 2u;
  for (var i = 0u; i < blocks; i++) {
    let block = select(i, blocks - 1u - i, backwards);
    let row = place + 4u * block * stride;
    var own = mat4x4<f32>();
    for (var r = 0u; r < four; r++) { own[r] = work[row + r * stride]; }
    let begin = select(0u, 4u * block + 4u, backwards);
    let end = select(4u * block, 4u * blocks, backwards);
    for (var s = begin; s < end; s++) {
      own -= outer(work[overlap + s * overlapStride + block], work[place + s * stride]);
    }
    for (var a = 0u; a < four; a++) {
      let t = select(a, 3u - a, backwards);
      for (var b = 0u; b < a; b++) {
        let s = select(b, 3u - b, backwards);
        own[t] -= work[overlap + (4u * block + s) * overlapStride + block][t] * own[s];
      }
    }
    for (var r = 0u; r < four; r++) { work[row + r * stride] = own[r]; }
  }
}
`;
