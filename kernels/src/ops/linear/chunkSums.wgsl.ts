import { columns, tileSum, tileText } from '../wgsl/tileProduct.wgsl.ts';
import { read, shader, written } from '../../runtime/shader.ts';
import { CHUNKS, CHUNK_SETTINGS } from './chunkSettings.wgsl.ts';

/**
 * First pass of the chunk form, all chunks at once, one 8×8 tile per invocation: VᵀK and Σ k of each chunk, and QKᵀ
 * within it on and below the diagonal. The first `sumGroups` workgroups of a chunk take the sums, the others the pairs.
 */
export function linearChunkSumsShader(threads: number) {
  const body = `${CHUNKS}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let chunk = chunkOf(group);
  if (!chunk.needed) { return; }
  let D = settings.D;
  let Dv = settings.Dv;
  let width = padded(D);
  let sumTiles = padded(Dv + 1u) / 8u * (width / 8u);
  let sumGroups = (sumTiles + ${threads - 1}u) / ${threads}u;
  ${tileText.declare}
  if (group.x < sumGroups) {
    let tile = group.x * ${threads}u + id;
    if (tile >= sumTiles) { return; }
    let i = 8u * (tile / (width / 8u));
    let j = 8u * (tile % (width / 8u));
    ${columns('i', (c) => `min(i + ${c}u, Dv - 1u)`)}
    ${columns('j', (c) => `min(j + ${c}u, D - 1u)`)}
    ${[0, 4].map((c) => `let one${c} = vec4<u32>(i) + vec4<u32>(${c}, ${c + 1}, ${c + 2}, ${c + 3}) >= vec4<u32>(Dv);`).join(' ')}
    for (var t = chunk.first; t < chunk.end; t++) {
      ${tileSum({
        x: (c) => `v[t * Dv + i${c}]`,
        y: (c) => `k[t * D + j${c}]`,
        mapX: (four, text) => `select(${text}, vec4<f32>(1.0), one${4 * four})`,
      })}
    }
    ${tileText.collect}
    let place = (sumsPlace(chunk.index) + i * width + j) / 4u;
    for (var n = 0u; n < 2u * settings.edge; n++) { sums[place + n / 2u * (width / 4u) + n % 2u] = tileRows[n]; }
    return;
  }

  // The tiles on and below the diagonal, row by row.
  let tile = (group.x - sumGroups) * ${threads}u + id;
  var row = u32((sqrt(8.0 * f32(tile) + 1.0) - 1.0) / 2.0);
  if ((row + 1u) * (row + 2u) / 2u <= tile) { row += 1u; }
  if (row * (row + 1u) / 2u > tile) { row -= 1u; }
  let i = 8u * row;
  let j = 8u * (tile - row * (row + 1u) / 2u);
  if (chunk.first + i >= chunk.end) { return; }
  ${columns('i', (c) => `min(chunk.first + i + ${c}u, chunk.end - 1u) * D`)}
  ${columns('j', (c) => `min(chunk.first + j + ${c}u, chunk.end - 1u) * D`)}
  for (var d = 0u; d < D; d++) {
    ${tileSum({ x: (c) => `q[i${c} + d]`, y: (c) => `k[j${c} + d]` })}
  }
  ${tileText.collect}
  let stride = padded(settings.steps);
  let place = (pairsPlace(chunk.index) + i * stride + j) / 4u;
  for (var n = 0u; n < 2u * settings.edge; n++) {
    let before = j + n % 2u * 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(i + n / 2u);
    pairs[place + n / 2u * (stride / 4u) + n % 2u] = select(vec4<f32>(), tileRows[n], before);
  }
}
`;
  return shader({
    buffers: {
      q: read('f32'),
      k: read('f32'),
      v: read('f32'),
      sums: written('vec4<f32>'),
      pairs: written('vec4<f32>'),
    },
    settings: CHUNK_SETTINGS,
    ranged: true,
    body,
  });
}
