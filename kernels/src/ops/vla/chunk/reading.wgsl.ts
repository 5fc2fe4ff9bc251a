/* Where S is read along A_t q_t: what the pass over A has more in its text. */

/** A tile of A_t q_t goes to the buffer `reading`, whose rows are tokens: one of AQ less the given one. */
export const READING = `
fn writeReading(row: u32, end: u32, column: u32, source: u32, stride: u32, tile: Tile) {
  var vectors = vectorsOf(tile);
  for (var i = 0u; i < 2u * settings.tileRows; i++) {
    let token = row + i / 2u;
    let value = penalty[source + i / 2u * stride + i % 2u] - vectors[i];
    for (var c = 0u; c < settings.tileRows / 2u; c++) {
      let d = column + 4u * (i % 2u) + c;
      if (token < end && d < settings.D) { reading[token * settings.D + d] = value[c]; }
    }
  }
}
`;

/** Of a task. */
export const IS_READING = `
  /** The tile is of queries, and goes to \`reading\`. */
  isReading: bool,`;

export const PLACE_OF_READING = `
          task.isReading = isDirection && at.x >= size.C4;
          if (task.isReading) {
            task.row = 4u * (at.x - size.C4);
            task.column = 4u * at.y;
          }`;

/** In a record of the gradient, where it takes the place of q. */
export const READING_IN_RECORD = `
          if (isDirection && at.x >= size.C4) {
            task.place = record + settings.queries + 4u * (at.x - size.C4) * D4 + at.y;
          }`;

/** A tile that is handed on, up to what is done with others. */
export const HAND_ON_READING = `if (task.isReading) {
              writeReading(first + task.row, end, task.column, task.source, task.stride, tile);
            } else { `;

/** The last step of a chunk with a nudge reads with the nudged A. */
export const NUDGE_READING = `
        reading[(end - 1u) * settings.D + d] += settings.epsilon * qAt(end - 1u, end, d);`;
