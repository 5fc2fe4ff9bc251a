import { GRADIENT_CHUNK } from '../../chunks/gradient/chunk.wgsl.ts';
import { LARGEST_GRID } from '../../chunks/parts.ts';

/**
 * The penalty backwards, with P + Pᵀ for P = A G A and G the gradient with respect to A behind a chunk. Leaves in
 * the record of each chunk du in place of u, and dk.
 *
 *     β = g A − mask(g Yᵀ) Y      dk = β + the part that comes from S
 *     dU = −U (P + Pᵀ) − later(U Ãᵀ) β − later(U βᵀ) Ã      P + Pᵀ ← P + Pᵀ + βᵀ Ã + Ãᵀ β
 *
 * @param args.hasFinalInverseGradient whether the loss depends on the last A. Otherwise P starts at zero, and there is no
 *   buffer finalInverseGradient
 */
export function penaltyGradientShader({
  threads,
  hasFinalInverseGradient,
}: {
  readonly threads: number;
  readonly hasFinalInverseGradient: boolean;
}): string {
  return `
@group(0) @binding(0) var<storage, read_write> work: array<vec4<f32>>;
${hasFinalInverseGradient ? '@group(0) @binding(1) var<storage, read> finalInverseGradient: array<f32>;' : ''}
@group(0) @binding(${hasFinalInverseGradient ? 2 : 1}) var<uniform> settings: Settings;
${GRADIENT_CHUNK}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * ${LARGEST_GRID}u;
  if (head >= settings.heads) { return; }
  let D4 = settings.D4;
  let C4 = settings.C4;
  let N4 = settings.N4;
  // Read as one: [P; β; Ã] and [β; Ã; β], [gᵀ; −(g Yᵀ)ᵀ], [Uᵀ; Ã Uᵀ; β Uᵀ], and [Ãᵀ | βᵀ].
  let P = roomOf(head);
  let beta = P + 4u * D4 * D4;
  let tilde = beta + 4u * C4 * D4;
  let again = tilde + 4u * C4 * D4;
  let gT = again + 4u * C4 * D4;
  let gY = gT + 4u * D4 * C4;
  let YT = gY + 4u * N4 * C4;
  let UT = YT + 4u * D4 * N4;
  let products = UT + 4u * D4 * N4;
  let pairT = products + 8u * C4 * N4;
  let GA = pairT + 8u * D4 * C4;
  let G = edgeOf(head) + 4u * settings.V4 * D4;
  let lastA = G + 4u * D4 * D4;

  ${hasFinalInverseGradient ? sumWithTransposed(threads) : startAtZero(threads)}
  for (var step = settings.begin; step < settings.end; step++) {
    let record = recordOf(head, settings.chunks - 1u - step);
    let rows = C4 * D4;
    let directions = N4 * D4;
    for (var i = id; i < 2u * rows + 2u * directions; i += ${threads}u) {
      var task = Move();
      if (i < rows) {
        let at = blockAt(i, D4);
        task = Move(record.tilde + at, D4, tilde + at, D4, pairT + flippedAt(i, D4, 2u * C4), 2u * C4);
      } else if (i < 2u * rows) {
        let j = i - rows;
        task = Move(record.alpha + blockAt(j, D4), D4, 0u, 0u, gT + flippedAt(j, D4, C4), C4);
      } else {
        let isU = i >= 2u * rows + directions;
        let j = (i - 2u * rows) % directions;
        let source = select(record.Y, record.U, isU);
        task = Move(source + blockAt(j, D4), D4, 0u, 0u, select(YT, UT, isU) + flippedAt(j, D4, N4), N4);
      }
      moveBlock(task);
    }
    storageBarrier();

    // Before the last chunk, P + Pᵀ = A (G + Gᵀ) A comes first.
    for (var stage = ${hasFinalInverseGradient ? 'select(2u, 0u, step == 0u)' : '2u'}; stage < 7u; stage++) {
      let pairs = C4 * N4 / 4u;
      let n = D4 / 2u;
      var tiles = n * n;
      if (stage == 2u) { tiles = 2u * pairs; }
      if (stage == 3u) { tiles = C4 * D4 / 4u; }
      if (stage == 4u) { tiles = pairs; }
      if (stage == 5u) { tiles = N4 * D4 / 4u; }
      if (stage == 6u) { tiles = n * (n + 1u) / 2u; }
      for (var i = id; i < tiles; i += ${threads}u) {
        var task = Task();
        task.sign = 1.0;
        if (stage < 2u) {
          let row = 2u * (i / n);
          let column = 2u * (i % n);
          task.x = select(GA, G, stage == 0u) + row;
          task.xStride = D4;
          task.y = lastA + column;
          task.yStride = D4;
          task.count = 4u * D4;
          task.place = select(P, GA, stage == 0u) + 4u * row * D4 + column;
          task.stride = D4;
        } else if (stage == 2u || stage == 4u) {
          // −(g Yᵀ)ᵀ and Ã Uᵀ; then β Uᵀ: directions of steps up to the row's own
          let isInner = stage == 2u && i < pairs;
          task.row = 2u * (i % pairs / (N4 / 2u));
          task.column = 2u * (i % (N4 / 2u));
          task.x = select(pairT + C4 * (stage / 2u - 1u), gT, isInner) + task.row;
          task.xStride = select(2u * C4, C4, isInner);
          task.y = select(UT, YT, isInner) + task.column;
          task.yStride = N4;
          task.count = 4u * D4;
          task.sign = select(1.0, -1.0, isInner);
          task.place = products + 4u * (C4 * (stage / 2u - 1u) + task.row) * N4 + task.column;
          task.stride = select(N4, 0u, isInner);
          task.mirror = gY + 4u * task.column * C4 + task.row;
          task.mirrorStride = select(0u, C4, isInner);
          task.masked = true;
          task.ratio = settings.R;
          task.offset = settings.R;
        } else if (stage == 3u) {
          // β = g A − mask(g Yᵀ) Y
          let row = 2u * (i / n);
          let column = 2u * (i % n);
          task.x = gT + row;
          task.xStride = C4;
          task.y = record.A + column;
          task.yStride = D4;
          task.count = 4u * (D4 + N4);
          task.place = beta + 4u * row * D4 + column;
          task.stride = D4;
          task.mirror = pairT + 8u * column * C4 + C4 + row;
          task.mirrorStride = 2u * C4;
        } else if (stage == 5u) {
          // dU
          let row = 2u * (i / n);
          let column = 2u * (i % n);
          task.x = UT + row;
          task.xStride = N4;
          task.y = P + column;
          task.yStride = D4;
          task.count = 4u * (D4 + 2u * C4);
          task.sign = -1.0;
          task.place = record.U + 4u * row * D4 + column;
          task.stride = D4;
        } else {
          // P + βᵀÃ + Ãᵀβ
          let at = 2u * upperTile(i, n);
          task.x = tilde + at.x;
          task.xStride = D4;
          task.y = beta + at.y;
          task.yStride = D4;
          task.count = 8u * C4;
          task.place = P + 4u * at.x * D4 + at.y;
          task.stride = D4;
          task.keep = true;
          task.mirror = P + 4u * at.y * D4 + at.x;
          task.mirrorStride = select(D4, 0u, at.x == at.y);
        }
        task.row *= 4u;
        task.column *= 4u;
        if (isEmpty(task)) { task.count = 0u; }
        finish(task, product(task.x, task.xStride, task.y, task.yStride, task.count));
      }
      storageBarrier();
      if (stage == 3u) {
        // β a second time behind Ã, and dk
        for (var i = id; i < 4u * rows; i += ${threads}u) {
          let line = work[beta + i];
          work[again + i] = line;
          work[record.dK + i] += line;
        }
        storageBarrier();
      }
    }
  }
}
`;
}

/** G + Gᵀ. */
const sumWithTransposed = (threads: number): string => `if (settings.begin == 0u) {
    let own = head * settings.D * settings.D;
    for (var i = id; i < 4u * D4 * D4; i += ${threads}u) {
      let row = i / D4;
      var line = vec4<f32>();
      for (var e = 0u; e < settings.tileRows / 2u; e++) {
        let column = 4u * (i % D4) + e;
        if (max(row, column) >= settings.D) { break; }
        line[e] = finalInverseGradient[own + row * settings.D + column]
          + finalInverseGradient[own + column * settings.D + row];
      }
      work[G + i] = line;
    }
  }`;

/** P + Pᵀ where G is zero. */
const startAtZero = (threads: number): string => `if (settings.begin == 0u) {
    for (var i = id; i < 4u * D4 * D4; i += ${threads}u) { work[P + i] = vec4<f32>(); }
  }`;
