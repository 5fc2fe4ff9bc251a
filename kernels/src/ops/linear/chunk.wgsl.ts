import { read, shader, written } from '../../runtime/shader.ts';
import { columns, tileSum, tileText } from '../wgsl/tileProduct.wgsl.ts';

/** Settings of all passes of the chunk form: sizes come this way too, so that one text serves all of them. */
const CHUNK_SETTINGS = {
  /** Chunks that `sums` and `pairs` hold, from firstChunk on. */
  firstChunk: 'u32',
  chunks: 'u32',
  heads: 'u32',
  T: 'u32',
  D: 'u32',
  Dv: 'u32',
  /** Steps per chunk. */
  steps: 'u32',
  epsilon: 'f32',
  /** 8: loops with bounds that the compiler knows would be unrolled, which takes seconds. */
  edge: 'u32',
  /** The head of the first workgroup in the grid's third direction. */
  firstHead: 'u32',
} as const;

/**
 * Where things lie. `sums` holds, per head and chunk, a matrix [Dv + 1, D], both padded to whole tiles: VᵀK of the chunk, and
 * Σ k in row Dv, as if there were one more value that is always 1. `pairs` holds QKᵀ of the chunk where s ≤ t, and zeros.
 */
const CHUNKS = `
struct Chunk {
  needed: bool,
  head: u32,
  /** Its number among the chunks that the buffers hold, over all heads. */
  index: u32,
  /** Tokens [first, end) of all heads' tokens. */
  first: u32, end: u32,
}

fn chunkOf(group: vec3<u32>) -> Chunk {
  let head = settings.firstHead + group.z;
  let chunk = settings.begin + group.y;
  let index = head * settings.chunks + chunk - settings.firstChunk;
  let start = chunk * settings.steps;
  let needed = chunk < settings.end;
  return Chunk(needed, head, index, head * settings.T + start, head * settings.T + min(start + settings.steps, settings.T));
}

fn padded(size: u32) -> u32 { return (size + 7u) / 8u * 8u; }

fn sumsPlace(index: u32) -> u32 { return index * padded(settings.Dv + 1u) * padded(settings.D); }

fn pairsPlace(index: u32) -> u32 { return index * padded(settings.steps) * padded(settings.steps); }
`;

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

/**
 * Second pass of the chunk form, one number of S or z per invocation: replaces each chunk's sum by the state before the
 * chunk, and leaves the state after the last one.
 */
export function linearChunkStatesShader(threads: number) {
  const body = `${CHUNKS}

@compute @workgroup_size(${threads})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let D = settings.D;
  let Dv = settings.Dv;
  let count = settings.heads * (Dv + 1u) * D;
  for (var n = invocation.x; n < count; n += groups.x * ${threads}u) {
    let head = n / ((Dv + 1u) * D);
    let i = n / D % (Dv + 1u);
    let j = n % D;
    let inMemory = (head * Dv + i) * D + j;
    let inNormalizer = head * D + j;
    var state = 0.0;
    if (i < Dv) { state = memory[inMemory]; } else { state = normalizer[inNormalizer]; }
    for (var c = settings.begin; c < settings.end; c++) {
      let place = sumsPlace(head * settings.chunks + c - settings.firstChunk) + i * padded(D) + j;
      let sum = sums[place];
      sums[place] = state;
      state += sum;
    }
    if (i < Dv) { memory[inMemory] = state; } else { normalizer[inNormalizer] = state; }
  }
}
`;
  return shader({
    buffers: { sums: written('f32'), memory: written('f32'), normalizer: written('f32') },
    settings: CHUNK_SETTINGS,
    ranged: true,
    body,
  });
}

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
