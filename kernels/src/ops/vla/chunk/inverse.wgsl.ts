import { read, shader, written } from '../../../runtime/shader.ts';
import { CHUNKS } from '../../chunks/wgsl/chunks.wgsl.ts';
import { readRows } from '../../wgsl/text.ts';
import { tile } from '../../chunks/wgsl/tile.wgsl.ts';
import { invertFactor } from './factor.wgsl.ts';
import { RECORDS, RECORD_SETTINGS } from '../gradient/chunks/records.wgsl.ts';
import { segments, SEGMENT_SETTINGS } from './segments.wgsl.ts';
import {
  HAND_ON_READING,
  IS_READING,
  NUDGE_READING,
  PLACE_OF_READING,
  READING,
  READING_IN_RECORD,
} from './reading.wgsl.ts';
import { MIRRORED } from './symmetric.wgsl.ts';

/**
 * Carries A from chunk to chunk, one segment of a head per workgroup, and leaves the write
 * directions Ã (column t is A_t k_t, not yet scaled or nudged) of every chunk in the workspace.
 *
 *     G = UᵀAU,  LLᵀ = I + G,  Yᵀ = L⁻¹UᵀA,  W = L⁻¹UᵀAK (steps s ≤ t),  Ã = AK − YW,  A ← A − YYᵀ
 *
 * Only L⁻¹ comes from an elimination: columns of a triangle are poor work for many lanes, and products of tiles are not.
 *
 * A stays symmetric to the bit: only its upper triangle is computed, and mirrored.
 *
 * All products go through one place in the text, because compilers take their time over it: a stage lists its
 * tiles, and what to multiply for each.
 *
 * @param args.reads whether S is read along A_t q_t, which is found as A_t k_t is, with Q beside K, and left in the buffer
 *   `reading`
 */
export function chunkInverseShader({ threads, reads }: { readonly threads: number; readonly reads: boolean }) {
  return shader({
    buffers: { ...buffers, q: reads && read('f32'), reading: reads && written('f32') },
    settings: SEGMENT_SETTINGS,
    ranged: true,
    body: inverseText({ threads, recorded: false, reads }),
  });
}

/**
 * The same for the gradient, which has a record of every chunk in the workspace (../../chunks/gradient/layout.ts): A starts at
 * I/λ0; the A before the chunk, Yᵀ and Ã go into the record, A_t q_t in place of q where S is read along it, and the last A to the
 * edge. One segment per head.
 */
export function recordedInverseShader({ threads, reads }: { readonly threads: number; readonly reads: boolean }) {
  return shader({
    buffers: { ...buffers, q: reads && read('f32') },
    settings: RECORD_SETTINGS,
    ranged: true,
    body: inverseText({ threads, recorded: true, reads }),
  });
}

const buffers = {
  k: read('f32'),
  u: read('f32'),
  state: written('f32'),
  penalty: written('vec4<f32>'),
  work: written('vec4<f32>'),
} as const;

function inverseText({
  threads,
  recorded,
  reads,
}: Readonly<Record<'recorded' | 'reads', boolean>> & { threads: number }) {
  /** Vectors of K, or of K and Q; and the step of a column of them. */
  const asked4 = reads ? 'asked4' : 'size.C4';
  const toBuffer = reads && !recorded;
  const step = (column: string): string => (reads ? `(${column} % size.C4)` : column);
  return `${CHUNKS}
${segments(reads ? 2 : 1)}
${recorded ? RECORDS : ''}
${readRows('k', 'settings.D')}
${readRows('u', 'settings.D')}${reads ? readRows('q', 'settings.D') : ''}
${readRows('state', 'settings.D')}
${tile('penalty')}
${MIRRORED}
${invertFactor(threads)}${toBuffer ? READING : ''}

/** One tile: \`place\` becomes \`source\` (if kept) ± XᵀY, and the tile at \`mirror\` its transpose (if mirrored). */
struct Task {
  needed: bool,
  place: u32,
  source: u32,
  stride: u32,
  keep: bool,
  x: u32,
  xStride: u32,
  y: u32,
  yStride: u32,
  count: u32,
  mirrored: bool,
  mirror: u32,
  mirrorStride: u32,
  /** The tile goes to the workspace. */
  handedOn: bool,
  /** Its columns are steps, and keep the rows of directions up to their own; this is where the tile starts. */
  inSteps: bool,
  row: u32,
  column: u32,${toBuffer ? IS_READING : ''}
}

/** A tile of Ã, one of AK less the given one. */
fn writeDirections(place: u32, source: u32, stride: u32, tile: Tile) {
  var vectors = vectorsOf(tile);
  for (var i = 0u; i < 2u * settings.tileRows; i++) {
    let offset = i / 2u * stride + i % 2u;
    work[place + offset] = penalty[source + offset] - vectors[i];
  }
}

/** A tile of W: zeros where the direction of the row comes after the step of the column. */
fn writeSteps(place: u32, stride: u32, row: u32, column: u32, tile: Tile) {
  var vectors = vectorsOf(tile);
  for (var i = 0u; i < 2u * settings.tileRows; i++) {
    let steps = column + 4u * (i % 2u) + vec4<u32>(1, 2, 3, 4);
    let kept = steps * settings.R > vec4<u32>(row + i / 2u);
    penalty[place + i / 2u * stride + i % 2u] = select(vec4<f32>(), vectors[i], kept);
  }
}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let size = sizes();
  let segment = segmentOf(group, segmentLength(size));
  let head = segment.head;
  if (head >= settings.heads) { return; }
  let D4 = size.D4;
  // Penalty directions of a chunk.
  let N4 = paddedVectors(settings.steps * settings.R);
  ${reads ? 'let asked4 = 2u * size.C4;\n  ' : ''}let columns4 = N4 + ${asked4};
  let right4 = ${asked4} + D4;
  let A = segment.place;
  let UK = A + 4u * D4 * D4 + gramLength(size);
  let AU = UK + 4u * D4 * columns4;
  let AK = AU + 4u * D4 * N4;
  // [G | ·], which becomes [Lᵀ | L⁻¹], L⁻ᵀ, and [UᵀAK | UᵀA]; W, and Yᵀ where AU was
  let factor = AK + 4u * ${asked4} * D4;
  let flipped = factor + 8u * N4 * N4;
  let right = flipped + 4u * N4 * N4;
  let W = right + 4u * N4 * right4;
  let Y = AU;
  var dropped = 0.0;

  // A is symmetric: its rows are its columns. Segments have theirs already.
  let rows = stateRows(head);
  if (settings.segments == 1u) {
    for (var i = id; i < 4u * D4 * D4; i += ${threads}u) {
      penalty[A + i] = stateColumn(rows + 4u * (i % D4), rows + settings.D, i / D4);
      ${recorded ? 'if (settings.begin == 0u) { penalty[A + i] = firstInverse(i / D4, i % D4); }' : ''}
    }
  }

  let chunks = chunksOf(segment.index, settings.begin, settings.end);
  for (var c = chunks.x; c < chunks.y; c++) {
    let span = chunkSpan(c);
    let first = head * settings.T + span.start;
    let end = head * settings.T + span.end;
    ${
      recorded
        ? `let record = recordPlace(head, c);
    let directions = record + settings.directions;
    for (var i = id; i < 4u * D4 * D4; i += ${threads}u) { work[record + i] = penalty[A + i]; }`
        : 'let directions = directionsPlace(size, head, c);'
    }

    for (var i = id; i < 4u * D4 * columns4; i += ${threads}u) {
      let row = i % (4u * D4);
      let column = i / (4u * D4);
      var value = vec4<f32>();
      if (column < N4) {
        value = uColumn(first * settings.R + 4u * column, end * settings.R, row);
      } else ${reads ? 'if (column < N4 + size.C4) ' : ''}{
        value = kColumn(first + 4u * (column - N4), end, row);
      }${reads ? ' else { value = qColumn(first + 4u * (column - N4 - size.C4), end, row); }' : ''}
      penalty[UK + row * columns4 + column] = value;
    }
    storageBarrier();

    for (var stage = 0u; stage < 4u; stage++) {
      let n = D4 / 2u;
      let directionTiles = ${asked4} / 2u * n;
      var tiles = columns4 * D4 / 4u;
      if (stage == 1u) { tiles = N4 * columns4 / 4u; }
      if (stage == 2u) { tiles = N4 * right4 / 4u; }
      if (stage == 3u) { tiles = directionTiles + n * (n + 1u) / 2u; }

      for (var i = id; i < tiles; i += ${threads}u) {
        var task = Task();
        task.needed = true;
        if (stage == 0u) {
          // A[U | K], transposed, and AU
          let row = 2u * (i / n);
          let column = 2u * (i % n);
          let isU = row < N4;
          task.stride = select(D4, right4, isU);
          task.place = select(AK + 4u * (row - N4) * D4, right + 4u * row * right4 + ${asked4}, isU) + column;
          task.x = UK + row;
          task.xStride = columns4;
          task.y = A + column;
          task.yStride = D4;
          task.count = 4u * D4;
          task.mirrored = isU;
          task.mirror = AU + 4u * column * N4 + row;
          task.mirrorStride = N4;
        } else if (stage == 1u) {
          // G and UᵀAK on and above the diagonals
          let row = 2u * (i / (columns4 / 2u));
          let column = 2u * (i % (columns4 / 2u));
          let isG = column < N4;
          task.needed = select((4u * ${step('(column - N4)')} + 8u) * settings.R > 4u * row, column >= row, isG);
          task.stride = select(right4, 2u * N4, isG);
          task.place = select(right + 4u * row * right4 + column - N4, factor + 8u * row * N4 + column, isG);
          task.x = AU + row;
          task.xStride = N4;
          task.y = UK + column;
          task.yStride = columns4;
          task.count = 4u * D4;
        } else if (stage == 2u) {
          // [W | Yᵀ] = L⁻¹[UᵀAK | UᵀA]
          let row = 2u * (i / (right4 / 2u));
          let column = 2u * (i % (right4 / 2u));
          task.inSteps = column < ${asked4};
          task.needed = !task.inSteps || (4u * ${step('column')} + 8u) * settings.R > 4u * row;
          task.stride = select(D4, ${asked4}, task.inSteps);
          task.place = select(Y + 4u * row * D4 + column - ${asked4}, W + 4u * row * ${asked4} + column, task.inSteps);
          task.row = 4u * row;
          task.column = 4u * ${step('column')};
          task.x = flipped + row;
          task.xStride = N4;
          task.y = right + column;
          task.yStride = right4;
          task.count = 4u * row + 8u;
        } else {
          // Ã = AK − YW and A ← A − YYᵀ
          let isDirection = i < directionTiles;
          let at = 2u * select(upperTile(i - directionTiles, n), vec2<u32>(i / n, i % n), isDirection);
          let offset = 4u * at.x * D4 + at.y;
          task.stride = D4;
          task.keep = true;
          task.place = select(A, directions, isDirection) + offset;
          task.source = select(A, AK, isDirection) + offset;
          task.x = select(Y, W, isDirection) + at.x;
          task.xStride = select(D4, ${asked4}, isDirection);
          task.y = Y + at.y;
          task.yStride = D4;
          task.count = select(4u * N4, min(4u * N4, (4u * ${step('at.x')} + 8u) * settings.R), isDirection);
          task.handedOn = isDirection;${toBuffer ? PLACE_OF_READING : ''}${reads && recorded ? READING_IN_RECORD : ''}
          task.mirrored = !isDirection && at.x != at.y;
          task.mirror = A + 4u * at.y * D4 + at.x;
          task.mirrorStride = D4;
        }
        if (task.needed) {
          let tile = product(task.x, task.xStride, task.y, task.yStride, task.count);
          if (task.handedOn) {
            ${toBuffer ? HAND_ON_READING : ''}writeDirections(task.place, task.source, task.stride, tile);${toBuffer ? ' }' : ''}
          } else if (task.inSteps) {
            writeSteps(task.place, task.stride, task.row, task.column, tile);
          } else {
            addMirrored(task.place, task.source, task.stride, task.keep, select(1.0, -1.0, task.keep), tile,
              task.mirrored, task.mirror, task.mirrorStride);
          }
        }
      }
      storageBarrier();
      if (stage == 1u) {
        dropped += invertFactor(SquarePair(factor, N4, 1.0, 4u * N4, true, flipped), id, settings.deltaFloor);
      }
    }

    ${
      recorded
        ? `for (var i = id; i < 4u * N4 * D4; i += ${threads}u) { work[record + 4u * D4 * D4 + i] = penalty[Y + i]; }`
        : ''
    }
    if (span.nudged) {
      for (var d = id; d < settings.D; d += ${threads}u) {
        penalty[A + d * D4 + d / 4u][d % 4u] += settings.epsilon;${toBuffer ? NUDGE_READING : ''}
      }
    }
  }

  ${
    recorded
      ? `let last = settings.lastInverse + head * settings.edge;
  for (var i = id; i < 4u * D4 * D4; i += ${threads}u) { work[last + i] = penalty[A + i]; }`
      : ''
  }
  if (id == 0u) { ${recorded ? 'recordDropped' : 'countDropped'}(head, dropped); }
  if (segment.index + 1u < settings.segments) { return; }
  storageBarrier();
  for (var i = id; i < settings.D * settings.D; i += ${threads}u) {
    let column = i % settings.D;
    state[rows * settings.D + i] = penalty[A + i / settings.D * D4 + column / 4u][column % 4u];
  }
}
`;
}
