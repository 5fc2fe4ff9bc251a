import { tile } from '../wgsl/tile.wgsl.ts';

/** What a stage is made of (stages.wgsl.ts): blocks that are copied and tiles of products, one for an invocation. */
export const TASKS = `
${tile('work')}

/** A 4×4 block goes to \`place\` and, transposed, to \`mirror\`; where a stride is 0, it does not. */
struct Move { source: u32, sourceStride: u32, place: u32, stride: u32, mirror: u32, mirrorStride: u32 }

fn moveBlock(task: Move) {
  let block = readBlock(task.source, task.sourceStride);
  if (task.stride > 0u) { writeBlock(task.place, task.stride, block); }
  if (task.mirrorStride > 0u) { writeBlock(task.mirror, task.mirrorStride, transpose(block)); }
}

/** The move of a whole matrix with \`sourceStride\` vectors per row becomes that of its index-th block. */
fn blockOf(matrix: Move, index: u32) -> Move {
  var task = matrix;
  let row = index / matrix.sourceStride;
  let column = index % matrix.sourceStride;
  task.source += 4u * row * matrix.sourceStride + column;
  task.place += 4u * row * matrix.stride + column;
  task.mirror += 4u * column * matrix.mirrorStride + row;
  return task;
}

/**
 * A tile XᵀY times \`sign\`, to be written at \`place\` (added to what is there, if \`keep\`) and, transposed, at \`mirror\`;
 * where a stride is 0, it is not. Of a \`masked\` one the entries with column < row · ratio + offset stay, the others are
 * zero. \`row\` and \`column\` are the tile's own, in numbers.
 */
struct Task {
  x: u32, xStride: u32, y: u32, yStride: u32, count: u32,
  sign: f32,
  place: u32, stride: u32, keep: bool,
  mirror: u32, mirrorStride: u32,
  masked: bool, ratio: u32, offset: u32,
  row: u32, column: u32,
}

/** The task of a whole product becomes that of the tile at a row and a column, in vectors. */
fn tileOf(matrix: Task, row: u32, column: u32) -> Task {
  var task = matrix;
  task.x += row;
  task.y += column;
  task.place += 4u * row * matrix.stride + column;
  task.mirror += 4u * column * matrix.mirrorStride + row;
  task.row = 4u * row;
  task.column = 4u * column;
  // Nothing has to be multiplied where no entry stays.
  if (task.masked && task.column >= (task.row + settings.tileRows - 1u) * task.ratio + task.offset) { task.count = 0u; }
  return task;
}

fn finish(task: Task, tile: Tile) {
  var blocks = array<mat4x4<f32>, 4>(tile.upperLeft, tile.upperRight, tile.lowerLeft, tile.lowerRight);
  for (var b = 0u; b < settings.tileRows / 2u; b++) {
    var block = blocks[b];
    let columns = task.column + 4u * (b % 2u) + vec4<u32>(0, 1, 2, 3);
    for (var r = 0u; r < settings.tileRows / 2u; r++) {
      let row = 4u * (b / 2u) + r;
      let stays = columns < vec4<u32>((task.row + row) * task.ratio + task.offset);
      var line = task.sign * select(vec4<f32>(), block[r], stays | vec4<bool>(!task.masked));
      let place = task.place + row * task.stride + b % 2u;
      if (task.keep) { line += work[place]; }
      if (task.stride > 0u) { work[place] = line; }
      block[r] = line;
    }
    if (task.mirrorStride > 0u) {
      block = transpose(block);
      let place = task.mirror + 4u * (b % 2u) * task.mirrorStride + b / 2u;
      for (var r = 0u; r < settings.tileRows / 2u; r++) { work[place + r * task.mirrorStride] = block[r]; }
    }
  }
}
`;
