import { read, shader, written } from '../../runtime/shader.ts';
import { GROUP } from '../wgsl/grid.ts';
import { CHUNK_SETTINGS } from './settings.ts';
import { CHUNKS } from './wgsl/chunks.wgsl.ts';
import { readRows } from '../wgsl/text.ts';
import { tile } from './wgsl/tile.wgsl.ts';

/** Where write directions come from: 'given' by an earlier pass, or the 'keys' times β. */
export type Directions = 'given' | 'keys';

/** The keys that S is read with, whose buffer a pass binds: the keys k, or others. */
export type ReadKeys = 'k' | 'p';

/**
 * Pass over chunks, in any order, one workgroup per head and chunk: finishes the write directions α, and computes
 * what the steps of a chunk have to do with each other, αᵀK above the diagonal (s < t) and αᵀQ on and above it
 * (s ≤ t). Where S decays, each by what is left of it from s to t, and K, Q and α by what is left since the chunk's start
 * or at its end, which is all that the memory pass needs to know of the decays within a chunk.
 */
export function pairsShader({
  threads,
  keepIntermediates,
  directions,
  reads = 'k',
  decays = false,
}: {
  readonly threads: number;
  readonly keepIntermediates: boolean;
  readonly directions: Directions;
  readonly reads?: ReadKeys;
  readonly decays?: boolean;
}) {
  const given = directions === 'given';
  const body = `${CHUNKS}
${readRows('q', 'settings.D')}
${readRows('k', 'settings.D')}${reads === 'k' ? '' : readRows(reads, 'settings.D')}
${tile('work')}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
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
      value = ${reads}Column(first + 4u * column, end, row);
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
  }${decays ? decayed(threads) : ''}
}
`;
  return shader({
    buffers: {
      q: read('f32'),
      k: read('f32'),
      work: written('vec4<f32>'),
      writeDirections: keepIntermediates && written('f32'),
      beta: !given && read('f32'),
      p: reads === 'p' && read('f32'),
      gamma: decays && read('f32'),
    },
    settings: CHUNK_SETTINGS,
    ranged: true,
    body,
  });
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

/** Products of decays from step to step, never quotients of them: decays of 0 are as good as any. */
const decayed = (threads: number): string => `
  storageBarrier();

  // What is left of a step's write: in the pairs with later steps, and at the end of the chunk.
  for (var s = id; s < end - first; s += ${threads}u) {
    var left = 1.0;
    for (var t = s + 1u; t < end - first; t++) {
      left *= gamma[first + t];
      let pair = overlap + 2u * s * C4 + t / 4u;
      work[pair][t % 4u] *= left;
      work[pair + C4][t % 4u] *= left;
    }
    for (var j = 0u; j < D4; j++) { work[directions + s * D4 + j] *= left; }
  }
  // What is left of the chunk's first S: four steps of K and Q at once, their rows shared out.
  let lanes = max(1u, ${threads}u / C4);
  for (var i = id; i < C4 * lanes; i += ${threads}u) {
    let column = i % C4;
    var left = 1.0;
    for (var t = 0u; t < 4u * column; t++) { left *= gamma[min(first + t, end - 1u)]; }
    var lefts = vec4<f32>();
    for (var c = 0u; c < 4u; c++) {
      left *= gamma[min(first + 4u * column + c, end - 1u)];
      lefts[c] = left;
    }
    for (var d = i / C4; d < 4u * D4; d += lanes) {
      work[KQ + 2u * d * C4 + column] *= lefts;
      work[KQ + 2u * d * C4 + C4 + column] *= lefts;
    }
  }`;
