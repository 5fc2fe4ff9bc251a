/**
 * Tiles written once as they are and once transposed, from registers: `fn addMirrored`. Needs tile('penalty').
 */
export const MIRRORED = `
/**
 * The tile at \`place\` becomes sign times the given one, plus the tile at \`source\` where \`keep\` says so; the tile at
 * \`mirror\` becomes its transpose where \`mirrored\` says so.
 */
fn addMirrored(
  place: u32, source: u32, stride: u32, keep: bool, sign: f32, tile: Tile,
  mirrored: bool, mirror: u32, mirrorStride: u32,
) {
  var blocks = array<mat4x4<f32>, 4>(tile.upperLeft, tile.upperRight, tile.lowerLeft, tile.lowerRight);
  for (var b = 0u; b < settings.tileRows / 2u; b++) {
    let offset = 4u * (b / 2u) * stride + b % 2u;
    var block = sign * blocks[b];
    if (keep) { block += readBlock(source + offset, stride); }
    writeBlock(place + offset, stride, block);
    if (mirrored) { writeBlock(mirror + 4u * (b % 2u) * mirrorStride + b / 2u, mirrorStride, transpose(block)); }
  }
}
`;

/**
 * `fn addSymmetric` on all `threads` invocations: the symmetric matrix at `place` becomes XᵀX, plus what it was where
 * `keep` says so. Only the upper triangle is computed. X is lower triangular where `lower` says so: then nothing above
 * the tiles on its diagonal is read.
 */
export function symmetric(threads: number): string {
  return `
${MIRRORED}
fn addSymmetric(place: u32, D4: u32, keep: bool, x: u32, stride: u32, rows: u32, lower: bool, id: u32) {
  let n = D4 / 2u;
  for (var i = id; i < n * (n + 1u) / 2u; i += ${threads}u) {
    let at = 2u * upperTile(i, n);
    let own = place + 4u * at.x * D4 + at.y;
    let first = select(0u, 4u * at.y, lower);
    let tile = product(x + first * stride + at.x, stride, x + first * stride + at.y, stride, rows - first);
    addMirrored(own, own, D4, keep, 1.0, tile, at.x != at.y, place + 4u * at.y * D4 + at.x, D4);
  }
}
`;
}
