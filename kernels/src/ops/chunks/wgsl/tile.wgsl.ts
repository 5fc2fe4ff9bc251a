/** Edge of a tile: dimensions are padded with zeros to multiples of it. */
export const TILE_EDGE = 8;

export function padded(size: number): number {
  return Math.ceil(size / TILE_EDGE) * TILE_EDGE;
}

/**
 * Products of small matrices, one 8×8 tile per invocation. Matrices lie row by row in the storage buffer `buffer`
 * of vec4<f32>; positions and strides count vectors.
 *
 * Both factors are read along the summed index, Σ_i X[i][row] Y[i][column]: each step loads four vectors, two and
 * two next to each other, and makes 64 multiply-adds of them. Every product of the chunk form is brought to this
 * shape by keeping each matrix in the order that the next product reads.
 *
 * No loop here has a bound that the compiler knows (`settings.tileRows`, 8, comes from a uniform): drivers that
 * unroll these loops take seconds to compile them, and run them at half the speed.
 */
export function tile(buffer: string): string {
  return `
/** Four 4×4 blocks; column r of a block holds the tile's row r. */
struct Tile {
  upperLeft: mat4x4<f32>,
  upperRight: mat4x4<f32>,
  lowerLeft: mat4x4<f32>,
  lowerRight: mat4x4<f32>,
}

fn outer(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x.x * y, x.y * y, x.z * y, x.w * y);
}

/** Σ_i X[i][0…7] Y[i][0…7] over i < count; x and y point at the first row's eight numbers. */
fn product(x: u32, xStride: u32, y: u32, yStride: u32, count: u32) -> Tile {
  var sum = Tile();
  var xAt = x;
  var yAt = y;
  for (var i = 0u; i < count; i++) {
    let left = ${buffer}[yAt];
    let right = ${buffer}[yAt + 1u];
    let upper = ${buffer}[xAt];
    let lower = ${buffer}[xAt + 1u];
    sum.upperLeft += outer(upper, left);
    sum.upperRight += outer(upper, right);
    sum.lowerLeft += outer(lower, left);
    sum.lowerRight += outer(lower, right);
    xAt += xStride;
    yAt += yStride;
  }
  return sum;
}

/** The sixteen vectors of a tile, row by row. */
fn vectorsOf(tile: Tile) -> array<vec4<f32>, 16> {
  return array<vec4<f32>, 16>(
    tile.upperLeft[0], tile.upperRight[0], tile.upperLeft[1], tile.upperRight[1],
    tile.upperLeft[2], tile.upperRight[2], tile.upperLeft[3], tile.upperRight[3],
    tile.lowerLeft[0], tile.lowerRight[0], tile.lowerLeft[1], tile.lowerRight[1],
    tile.lowerLeft[2], tile.lowerRight[2], tile.lowerLeft[3], tile.lowerRight[3]);
}

/** The tile at \`place\` becomes sign times the given one, plus the tile at \`source\` where \`keep\` says so. */
fn addTile(place: u32, source: u32, stride: u32, keep: bool, sign: f32, tile: Tile) {
  var vectors = vectorsOf(tile);
  for (var i = 0u; i < 2u * settings.tileRows; i++) {
    let offset = i / 2u * stride + i % 2u;
    let before = select(vec4<f32>(), ${buffer}[source + offset], keep);
    ${buffer}[place + offset] = before + sign * vectors[i];
  }
}

/** Copies a tile and transposes it. */
fn copyFlipped(place: u32, stride: u32, source: u32, sourceStride: u32) {
  for (var i = 0u; i < 2u * settings.tileRows; i++) {
    ${buffer}[place + i / 2u * stride + i % 2u] = columnAt(source + 4u * (i % 2u) * sourceStride, sourceStride, i / 2u);
  }
}

/** Four numbers of a column, from the row at \`place\` on. */
fn columnAt(place: u32, stride: u32, column: u32) -> vec4<f32> {
  let at = place + column / 4u;
  let c = column % 4u;
  return vec4<f32>(${buffer}[at][c], ${buffer}[at + stride][c], ${buffer}[at + 2u * stride][c], ${buffer}[at + 3u * stride][c]);
}

fn readBlock(place: u32, stride: u32) -> mat4x4<f32> {
  return mat4x4<f32>(${buffer}[place], ${buffer}[place + stride], ${buffer}[place + 2u * stride], ${buffer}[place + 3u * stride]);
}

fn writeBlock(place: u32, stride: u32, block: mat4x4<f32>) {
  ${buffer}[place] = block[0];
  ${buffer}[place + stride] = block[1];
  ${buffer}[place + 2u * stride] = block[2];
  ${buffer}[place + 3u * stride] = block[3];
}

/**
 * Row and column of the index-th tile on or above the diagonal of a square of n×n tiles, index < n (n + 1) / 2. A
 * row and the one as far from the other end fill one line of a rectangle together.
 */
fn upperTile(index: u32, n: u32) -> vec2<u32> {
  let even = 1u - n % 2u;
  let row = index / (n + even);
  let column = index % (n + even);
  if (column >= row + even) { return vec2<u32>(row, column - even); }
  return vec2<u32>(n - even - row, n - 1u - column);
}
`;
}
