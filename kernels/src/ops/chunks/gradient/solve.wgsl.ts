/**
 * `fn solve(place, stride, overlap, overlapStride, blocks, backwards)` replaces four neighbouring columns of X, of 4·blocks
 * rows, by those of E with e_t + Σ_s N[s][t] e_s = x_t over the rows s before t, or behind it. N lies at \`overlap\`. One
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
