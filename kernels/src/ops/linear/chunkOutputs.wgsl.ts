import { columns, tileSum, tileText } from '../wgsl/tileProduct.wgsl.ts';
import { read, shader, written } from '../../runtime/shader.ts';
import { CHUNKS, CHUNK_SETTINGS } from './chunkSettings.wgsl.ts';

/**
 * Last pass of the chunk form, all chunks at once, one 8×8 tile of outputs per invocation:
 *
 *     O = (Q Sᵀ + lower(Q Kᵀ) V) / (Q z + lower(Q Kᵀ) 1 + ε)
 */
export function linearChunkOutputsShader(threads: number) {
  const body = `${CHUNKS}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let chunk = chunkOf(group);
  let D = settings.D;
  let Dv = settings.Dv;
  let width = padded(D);
  let tile = group.x * ${threads}u + id;
  let row = 8u * (tile / (padded(Dv) / 8u));
  let column = 8u * (tile % (padded(Dv) / 8u));
  if (!chunk.needed || chunk.first + row >= chunk.end) { return; }
  ${tileText.declare}
  var above = vec4<f32>(settings.epsilon);
  var below = vec4<f32>(settings.epsilon);

  let state = sumsPlace(chunk.index);
  let z = state + Dv * width;
  ${columns('i', (c) => `min(chunk.first + row + ${c}u, chunk.end - 1u) * D`)}
  ${columns('j', (c) => `state + (column + ${c}u) * width`)}
  for (var d = 0u; d < D; d++) {
    ${tileSum({ x: (c) => `q[i${c} + d]`, y: (c) => `sums[j${c} + d]` })}
    let weight = sums[z + d];
    above += weight * upper;
    below += weight * lower;
  }

  let stride = padded(settings.steps);
  let place = pairsPlace(chunk.index) + row * stride;
  ${columns('p', (c) => `place + ${c}u * stride`)}
  ${columns('c', (c) => `min(column + ${c}u, Dv - 1u)`)}
  for (var s = 0u; s < min(row + 8u, chunk.end - chunk.first); s++) {
    let token = (chunk.first + s) * Dv;
    ${tileSum({ x: (c) => `pairs[p${c} + s]`, y: (c) => `v[token + c${c}]` })}
    above += upper;
    below += lower;
  }

  ${tileText.collect}
  var denominators = array<vec4<f32>, 2>(above, below);
  for (var n = 0u; n < settings.edge * settings.edge; n++) {
    let t = n / 8u;
    let i = n % 8u;
    if (chunk.first + row + t >= chunk.end || column + i >= Dv) { continue; }
    output[(chunk.first + row + t) * Dv + column + i] = tileRows[n / 4u][n % 4u] / denominators[t / 4u][t % 4u];
  }
}
`;
  return shader({
    buffers: { q: read('f32'), v: read('f32'), sums: read('f32'), pairs: read('f32'), output: written('f32') },
    settings: CHUNK_SETTINGS,
    ranged: true,
    body,
  });
}
