import { tile } from '../wgsl/tile.wgsl.ts';

/** What a stage is made of (stages.wgsl.ts), tile by tile: products and copies. */
export const TASKS = `
${tile('work')}

/**
 * A tile XᵀY times \`sign\`, plus the tile at \`source\`, to be written at \`place\` and, transposed, at \`mirror\`; where a stride
 * is 0, there is none. Of a \`masked\` product the entries with column < row · ratio + offset stay, the others are zero. \`row\`
 * and \`column\` are the tile's own, in numbers.
 */
struct Task {
  x: u32, xStride: u32, y: u32, yStride: u32, count: u32,
  sign: f32,
  source: u32, sourceStride: u32,
  place: u32, stride: u32,
  mirror: u32, mirrorStride: u32,
  masked: bool, ratio: u32, offset: u32,
  row: u32, column: u32,
}

/** The task of a whole matrix becomes that of the tile at a row and a column, in vectors. */
fn tileOf(matrix: Task, row: u32, column: u32) -> Task {
  var task = matrix;
  task.x += row;
  task.y += column;
  task.source += 4u * row * matrix.sourceStride + column;
  task.place += 4u * row * matrix.stride + column;
  task.mirror += 4u * column * matrix.mirrorStride + row;
  task.row = 4u * row;
  task.column = 4u * column;
  // Nothing has to be multiplied where no entry stays.
  if (task.masked && task.column >= (task.row + settings.tileRows - 1u) * task.ratio + task.offset) { task.count = 0u; }
  return task;
}

fn finish(task: Task, tile: Tile) {
  for (var b = 0u; b < settings.tileRows / 2u; b++) {
    let down = b / 2u;
    let right = b % 2u;
    // An array with an index that varies would cost more.
    var block = tile.upperLeft;
    if (b == 1u) { block = tile.upperRight; }
    if (b == 2u) { block = tile.lowerLeft; }
    if (b == 3u) { block = tile.lowerRight; }
    block = task.sign * block;
    if (task.masked) {
      let columns = task.column + 4u * right + vec4<u32>(0, 1, 2, 3);
      let stays = (task.row + 4u * down) * task.ratio + task.offset;
      block[0] = select(vec4<f32>(), block[0], columns < vec4<u32>(stays));
      block[1] = select(vec4<f32>(), block[1], columns < vec4<u32>(stays + task.ratio));
      block[2] = select(vec4<f32>(), block[2], columns < vec4<u32>(stays + 2u * task.ratio));
      block[3] = select(vec4<f32>(), block[3], columns < vec4<u32>(stays + 3u * task.ratio));
    }
    if (task.sourceStride > 0u) {
      block += readBlock(task.source + 4u * down * task.sourceStride + right, task.sourceStride);
    }
    if (task.stride > 0u) { writeBlock(task.place + 4u * down * task.stride + right, task.stride, block); }
    if (task.mirrorStride > 0u) {
      writeBlock(task.mirror + 4u * right * task.mirrorStride + down, task.mirrorStride, transpose(block));
    }
  }
}
`;
