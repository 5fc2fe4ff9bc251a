import { shader, written } from '../../../runtime/shader.ts';
import { CHUNKS } from '../../chunks/wgsl/chunks.wgsl.ts';
import { readRows } from '../../chunks/wgsl/rows.wgsl.ts';
import { tile } from '../../chunks/wgsl/tile.wgsl.ts';
import { invertFactor } from './factor.wgsl.ts';
import { SEGMENTS, SEGMENT_SETTINGS } from './segments.wgsl.ts';
import { symmetric } from './symmetric.wgsl.ts';

/**
 * Second pass of the parallel form, one segment of a head per workgroup: A at its start, the inverse of M there, which
 * is M at the start of all segments and the Grams of those before. By Cholesky: M = LLᵀ, A = L⁻ᵀL⁻¹, symmetric to the
 * bit. The first segment has the A of the state.
 */
export function segmentStartShader(threads: number) {
  const body = `${CHUNKS}
${SEGMENTS}
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
  let room = A + 8u * D4 * D4;
  for (var i = id; i < 4u * D4 * D4; i += ${threads}u) {
    var M = penalty[start + i];
    for (var s = 0u; s < segment.index; s++) { M += penalty[firstGram + s * length + i]; }
    placeSquare(room, D4, settings.D, i, M);
  }
  storageBarrier();
  let dropped = invertFactor(SquarePair(room, D4, 0.0, settings.D, false, 0u), id, 0.0);
  if (id == 0u) { countDropped(head, dropped); }
  addSymmetric(A, D4, false, room + D4, 2u * D4, 4u * D4, true, id);
}
`;
  return shader({
    buffers: { state: written('f32'), penalty: written('vec4<f32>') },
    settings: SEGMENT_SETTINGS,
    ranged: false,
    body,
  });
}
