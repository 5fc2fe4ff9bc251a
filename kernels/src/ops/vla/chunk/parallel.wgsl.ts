import { read, shader, written } from '../../../runtime/shader.ts';
import { CHUNKS } from '../../chunks/wgsl/chunks.wgsl.ts';
import { tile } from '../../chunks/wgsl/tile.wgsl.ts';
import { readRows } from '../../wgsl/text.ts';
import { invertFactor } from './factor.wgsl.ts';
import { segments, SEGMENT_SETTINGS } from './segments.wgsl.ts';
import type { Asked } from './segments.wgsl.ts';
import { symmetric } from './symmetric.wgsl.ts';

/** Chunks that the pass adds up at a time, of `perChunk` directions each: those of about 2D, with D padded. */
export function gramTurn(D: number, perChunk: number): number {
  return Math.max(1, Math.floor((2 * D) / perChunk));
}

/**
 * First pass of the parallel form, one segment of a head per workgroup: what its steps add to M, Σ u uᵀ. Nobody asks
 * that of the last segment; its workgroup finds M at the start instead, the inverse of the state's A.
 */
export function gramShader(threads: number, asked: Asked) {
  const body = `${CHUNKS}
${segments(asked)}
${readRows('u', 'settings.D')}
${readRows('state', 'settings.D')}
${tile('penalty')}
${symmetric(threads)}
${invertFactor(threads)}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let size = sizes();
  let segment = segmentOf(group, segmentLength(size));
  let head = segment.head;
  if (head >= settings.heads) { return; }
  let D4 = size.D4;
  let gram = segment.place + 4u * D4 * D4;
  let space = gram + 4u * D4 * D4;
  let isStart = segment.index + 1u == settings.segments;
  if (isStart && settings.begin > 0u) { return; }

  let chunks = chunksOf(segment.index, settings.begin, settings.end);
  let first = (head * settings.T + chunkSpan(chunks.x).start) * settings.R;
  let end = (head * settings.T + chunkSpan(chunks.y - 1u).end) * settings.R;
  // Rows of U at a time: whole chunks, gramTurn() of them, so that where a dispatch ends does not show in the sums.
  let perChunk = settings.steps * settings.R;
  let rows = max(1u, 8u * D4 / perChunk) * perChunk;
  let turns = select((end - first + rows - 1u) / rows, 1u, isStart);
  for (var turn = 0u; turn < turns; turn++) {
    let row = first + turn * rows;
    let count = min(rows, end - row);
    if (isStart) {
      let rowsOfA = stateRows(head);
      for (var i = id; i < 4u * D4 * D4; i += ${threads}u) {
        let own = stateColumn(rowsOfA + 4u * (i % D4), rowsOfA + settings.D, i / D4);
        placeSquare(space, D4, settings.D, i, own);
      }
      storageBarrier();
      let dropped = invertFactor(SquarePair(space, D4, 0.0, settings.D, false, 0u), id, 0.0);
      if (id == 0u) { countDropped(head, dropped); }
    } else {
      for (var i = id; i < count * D4; i += ${threads}u) {
        let column = 4u * (i % D4);
        let at = row + i / D4;
        penalty[space + i] = vec4<f32>(
          uAt(at, end, column), uAt(at, end, column + 1u), uAt(at, end, column + 2u), uAt(at, end, column + 3u));
      }
      storageBarrier();
    }
    let keep = !isStart && (turn > 0u || settings.begin > 0u);
    let x = select(space, space + D4, isStart);
    addSymmetric(gram, D4, keep, x, select(D4, 2u * D4, isStart), select(count, 4u * D4, isStart), isStart, id);
    storageBarrier();
  }
}
`;
  return shader({
    buffers: { u: read('f32'), state: written('f32'), penalty: written('vec4<f32>') },
    settings: SEGMENT_SETTINGS,
    ranged: true,
    body,
  });
}

/**
 * Second pass of the parallel form, one segment of a head per workgroup: A at its start, the inverse of M there, which
 * is M at the start of all segments and the Grams of those before. By Cholesky: M = LLᵀ, A = L⁻ᵀL⁻¹, symmetric to the
 * bit. The first segment has the A of the state.
 */
export function segmentStartShader(threads: number, asked: Asked) {
  const body = `${CHUNKS}
${segments(asked)}
${readRows('state', 'settings.D')}
${tile('penalty')}
${symmetric(threads)}
${invertFactor(threads)}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let size = sizes();
  let length = segmentLength(size);
  let segment = segmentOf(group, length);
  let head = segment.head;
  if (head >= settings.heads) { return; }
  let D4 = size.D4;
  let A = segment.place;
  if (segment.index == 0u) {
    let rows = stateRows(head);
    for (var i = id; i < 4u * D4 * D4; i += ${threads}u) {
      penalty[A + i] = stateColumn(rows + 4u * (i % D4), rows + settings.D, i / D4);
    }
    return;
  }

  let firstGram = A - segment.index * length + 4u * D4 * D4;
  let start = firstGram + (settings.segments - 1u) * length;
  let space = A + 8u * D4 * D4;
  for (var i = id; i < 4u * D4 * D4; i += ${threads}u) {
    var M = penalty[start + i];
    for (var s = 0u; s < segment.index; s++) { M += penalty[firstGram + s * length + i]; }
    placeSquare(space, D4, settings.D, i, M);
  }
  storageBarrier();
  let dropped = invertFactor(SquarePair(space, D4, 0.0, settings.D, false, 0u), id, 0.0);
  if (id == 0u) { countDropped(head, dropped); }
  addSymmetric(A, D4, false, space + D4, 2u * D4, 4u * D4, true, id);
}
`;
  return shader({
    buffers: { state: written('f32'), penalty: written('vec4<f32>') },
    settings: SEGMENT_SETTINGS,
    ranged: false,
    body,
  });
}
