import { CHUNKS, CHUNK_SETTINGS } from './wgsl/chunks.wgsl.ts';
import { readRows } from './wgsl/rows.wgsl.ts';
import { tile } from './wgsl/tile.wgsl.ts';

/** Where write directions come from: 'given' by an earlier pass, or the 'keys' times β. */
export type Directions = 'given' | 'keys';

/**
 * Pass over chunks, in any order, one workgroup per head and chunk: finishes the write directions α, and computes
 * what the steps of a chunk have to do with each other, αᵀK above the diagonal (s < t) and αᵀQ on and above it
 * (s ≤ t).
 */
export function pairsShader({
  threads,
  keepIntermediates,
  directions,
}: {
  readonly threads: number;
  readonly keepIntermediates: boolean;
  readonly directions: Directions;
}): string {
  const given = directions === 'given';
  const kept = keepIntermediates ? 1 : 0;
  return `
@group(0) @binding(0) var<storage, read> q: array<f32>;
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4<f32>>;
${keepIntermediates ? '@group(0) @binding(3) var<storage, read_write> writeDirections: array<f32>;' : ''}
${given ? '' : `@group(0) @binding(${3 + kept}) var<storage, read> beta: array<f32>;`}
@group(0) @binding(${3 + kept + (given ? 0 : 1)}) var<uniform> settings: Settings;
${CHUNK_SETTINGS}
${CHUNKS}
${readRows('q', 'settings.D')}
${readRows('k', 'settings.D')}
${tile('work')}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  let c = settings.begin + group.y;
  if (head >= settings.heads || c >= settings.end) { return; }
  let span = chunkSpan(c);
  let first = head * settings.T + span.start;
  let end = head * settings.T + span.end;
  let size = sizes();
  let D4 = size.D4;
  let C4 = size.C4;
  let KQ = chunkPlace(size, head, c);
  let directions = directionsPlace(size, head, c);
  let alpha = directions + 4u * C4 * D4;
  let overlap = alpha + 4u * D4 * C4;

  // α, row by row
  for (var t = id; t < 4u * C4; t += ${threads}u) {
    let place = directions + t * D4;
    ${given ? FINISH : SCALED_KEYS}
  }
  // [K | Q], transposed
  for (var i = id; i < 4u * D4 * 2u * C4; i += ${threads}u) {
    let row = i % (4u * D4);
    let column = i / (4u * D4);
    var value = vec4<f32>();
    if (column < C4) {
      value = kColumn(first + 4u * column, end, row);
    } else {
      value = qColumn(first + 4u * (column - C4), end, row);
    }
    work[KQ + row * 2u * C4 + column] = value;
  }
  storageBarrier();
  for (var i = id; i < C4 * D4 / 4u; i += ${threads}u) {
    let row = 2u * (i / (D4 / 2u));
    let column = 2u * (i % (D4 / 2u));
    copyFlipped(alpha + 4u * column * C4 + row, C4, directions + 4u * row * D4 + column, D4);
  }
  ${
    keepIntermediates
      ? `for (var i = id; i < (end - first) * settings.D; i += ${threads}u) {
    let d = i % settings.D;
    writeDirections[first * settings.D + i] = work[directions + i / settings.D * D4 + d / 4u][d % 4u];
  }`
      : ''
  }
  storageBarrier();

  // [αᵀK | αᵀQ] on and above the diagonals; αᵀK is left out where errors have no residual
  for (var i = id; i < C4 * C4 / 2u; i += ${threads}u) {
    let row = 2u * (i / C4);
    let column = 2u * (i % C4);
    let isQ = column >= C4;
    let step = select(column, column - C4, isQ);
    if (step < row || (!isQ && settings.residual == 0u)) { continue; }
    var vectors = vectorsOf(product(alpha + row, C4, KQ + column, 2u * C4, 4u * D4));
    for (var j = 0u; j < 2u * settings.tileRows; j++) {
      let before = 4u * row + j / 2u;
      let steps = 4u * (step + j % 2u) + vec4<u32>(0, 1, 2, 3);
      let kept = (steps > vec4<u32>(before)) | ((steps == vec4<u32>(before)) & vec4<bool>(isQ));
      work[overlap + 2u * before * C4 + column + j % 2u] = select(vec4<f32>(), vectors[j], kept);
    }
  }
}
`;
}

/** The last step of a chunk with a nudge gets ε k: A of that step has the nudge already. Then the length becomes 1. */
const FINISH = `
    if (span.nudged && first + t + 1u == end) {
      for (var d = 0u; d < settings.D; d++) {
        work[place + d / 4u][d % 4u] += settings.epsilon * kAt(end - 1u, end, d);
      }
    }
    var squares = vec4<f32>();
    for (var j = 0u; j < D4; j++) { squares += work[place + j] * work[place + j]; }
    let scale = select(1.0, 1.0 / max(sqrt(dot(squares, vec4<f32>(1.0))), 1e-12), settings.normalized == 1u);
    for (var j = 0u; j < D4; j++) { work[place + j] *= scale; }`;

const SCALED_KEYS = `
    let row = first + t;
    let strength = select(0.0, beta[min(row, end - 1u)], row < end);
    for (var j = 0u; j < D4; j++) {
      let d = 4u * j;
      work[place + j] = strength
        * vec4<f32>(kAt(row, end, d), kAt(row, end, d + 1u), kAt(row, end, d + 2u), kAt(row, end, d + 3u));
    }`;
