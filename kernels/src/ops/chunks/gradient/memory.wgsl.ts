import { LARGEST_GRID } from '../parts.ts';
import { GRADIENT_CHUNK, SOLVE } from './chunk.wgsl.ts';

/**
 * The recurrence of S backwards, R being the gradient with respect to S behind a chunk. Leaves in the record of
 * each chunk g in place of α, dq in place of q, −dv in place of dO, and the part of dk that comes from S.
 *
 *     (I + strict(Kαᵀ))ᵀ F = α Rᵀ + lower(Qαᵀ)ᵀ dO
 *     dα = E R + lower(dO Eᵀ)ᵀ Q − strict(F Eᵀ)ᵀ K
 *     dQ = dO S + lower(dO Eᵀ) α      dK = −F S − strict(F Eᵀ) α
 *     R ← R + dOᵀ Q − Fᵀ K            g = (dα − α αᵀdα) / ‖Ã‖
 */
export function memoryGradientShader(threads: number): string {
  return `
@group(0) @binding(0) var<storage, read_write> work: array<vec4<f32>>;
@group(0) @binding(1) var<uniform> settings: Settings;
${GRADIENT_CHUNK}

${SOLVE}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * ${LARGEST_GRID}u;
  if (head >= settings.heads) { return; }
  let D4 = settings.D4;
  let V4 = settings.V4;
  let C4 = settings.C4;
  // Matrices that are read one after another, as one, lie one after another: [Rᵀ; dO; −F], [R; Q; K], [αᵀ; Qαᵀ],
  // [dOᵀ | −Fᵀ] over [(dO Eᵀ)ᵀ | −(F Eᵀ)ᵀ], and [Eᵀ; dO Eᵀ; −F Eᵀ].
  let RT = roomOf(head);
  let dO = RT + 4u * D4 * V4;
  let F = dO + 4u * C4 * V4;
  let R = F + 4u * C4 * V4;
  let Q = R + 4u * V4 * D4;
  let K = Q + 4u * C4 * D4;
  let KQT = K + 4u * C4 * D4;
  let alphaT = KQT + 8u * D4 * C4;
  let QA = alphaT + 4u * D4 * C4;
  let KA = QA + 4u * C4 * C4;
  let WT = KA + 4u * C4 * C4;
  let OFT = WT + 8u * V4 * C4;
  let ET = OFT + 8u * C4 * C4;
  let OE = ET + 4u * V4 * C4;
  let FE = OE + 4u * C4 * C4;
  let dA = FE + 4u * C4 * C4;
  let edge = edgeOf(head);

  for (var step = settings.begin; step < settings.end; step++) {
    let record = recordOf(head, settings.chunks - 1u - step);
    let blocks = C4 * D4;
    let values = C4 * V4;
    for (var stage = 0u; stage < 5u; stage++) {
      var moves = 0u;
      // R behind the last chunk is there already.
      if (stage == 0u) { moves = 3u * blocks + 2u * values + select(0u, V4 * D4, step == 0u); }
      if (stage == 2u) { moves = values; }
      for (var i = id; i < moves; i += ${threads}u) {
        var task = Move();
        if (stage == 2u) {
          let at = blockAt(i, V4);
          task = Move(F + at, V4, record.dO + at, V4, WT + C4 + flippedAt(i, V4, 2u * C4), 2u * C4);
        } else if (i < 3u * blocks) {
          let kind = i / blocks;
          let at = blockAt(i % blocks, D4);
          let isKey = kind == 1u;
          let isAlpha = kind == 2u;
          task.source = select(select(record.Q, record.K, isKey), record.alpha, isAlpha) + at;
          task.sourceStride = D4;
          task.place = select(Q, K, isKey) + at;
          task.stride = select(D4, 0u, isAlpha);
          task.mirrorStride = select(2u * C4, C4, isAlpha);
          task.mirror = select(select(KQT + C4, KQT, isKey), alphaT, isAlpha)
            + flippedAt(i % blocks, D4, task.mirrorStride);
        } else if (i < 3u * blocks + values) {
          let at = blockAt(i - 3u * blocks, V4);
          task = Move(record.dO + at, V4, dO + at, V4, WT + flippedAt(i - 3u * blocks, V4, 2u * C4), 2u * C4);
        } else if (i < 3u * blocks + 2u * values) {
          let at = blockAt(i - 3u * blocks - values, C4);
          task = Move(record.ET + at, C4, ET + at, C4, 0u, 0u);
        } else {
          let j = i - 3u * blocks - 2u * values;
          let at = blockAt(j, D4);
          task = Move(edge + at, D4, R + at, D4, RT + flippedAt(j, D4, V4), V4);
        }
        moveBlock(task);
      }
      if (moves > 0u) { storageBarrier(); }

      let pairs = C4 * C4 / 4u;
      let rows = C4 * D4 / 4u;
      var tiles = 3u * pairs;
      if (stage == 1u) { tiles = C4 * V4 / 4u; }
      if (stage == 2u) { tiles = pairs; }
      if (stage == 3u) { tiles = 3u * rows; }
      if (stage == 4u) { tiles = V4 * D4 / 4u; }
      for (var i = id; i < tiles; i += ${threads}u) {
        var task = Task();
        task.sign = 1.0;
        if (stage == 0u) {
          // Kαᵀ before the diagonal; Qαᵀ and dO Eᵀ to the diagonal
          let kind = i / pairs;
          task.row = 2u * (i % pairs / (C4 / 2u));
          task.column = 2u * (i % (C4 / 2u));
          let isOutput = kind == 2u;
          let at = 4u * task.row * C4 + task.column;
          task.x = select(KQT + kind * C4, WT, isOutput) + task.row;
          task.xStride = 2u * C4;
          task.y = select(alphaT, ET, isOutput) + task.column;
          task.yStride = C4;
          task.count = 4u * select(D4, V4, isOutput);
          task.place = at + select(select(KA, QA, kind == 1u), OE, isOutput);
          task.stride = C4;
          task.mirror = OFT + 8u * task.column * C4 + task.row;
          task.mirrorStride = select(0u, 2u * C4, isOutput);
          task.masked = true;
          task.ratio = 1u;
          task.offset = min(kind, 1u);
        } else if (stage == 1u) {
          // −αRᵀ − (Qαᵀ)ᵀdO
          let row = 2u * (i / (V4 / 2u));
          let column = 2u * (i % (V4 / 2u));
          task.x = alphaT + row;
          task.xStride = C4;
          task.y = RT + column;
          task.yStride = V4;
          task.count = 4u * (D4 + C4);
          task.sign = -1.0;
          task.place = F + 4u * row * V4 + column;
          task.stride = V4;
        } else if (stage == 2u) {
          // −F Eᵀ before the diagonal; zeros where errors have no residual
          task.row = 2u * (i / (C4 / 2u));
          task.column = 2u * (i % (C4 / 2u));
          task.x = WT + C4 + task.row;
          task.xStride = 2u * C4;
          task.y = ET + task.column;
          task.yStride = C4;
          task.count = 4u * V4 * settings.residual;
          task.place = FE + 4u * task.row * C4 + task.column;
          task.stride = C4;
          task.mirror = OFT + 8u * task.column * C4 + C4 + task.row;
          task.mirrorStride = 2u * C4;
          task.masked = true;
          task.ratio = 1u;
        } else if (stage == 3u && i < rows) {
          // dα
          let row = 2u * (i / (D4 / 2u));
          let column = 2u * (i % (D4 / 2u));
          task.x = ET + row;
          task.xStride = C4;
          task.y = R + column;
          task.yStride = D4;
          task.count = 4u * (V4 + 2u * C4);
          task.place = dA + 4u * row * D4 + column;
          task.stride = D4;
        } else if (stage == 3u) {
          // dQ and the part of dK
          let row = 2u * ((i - rows) / (D4 / 2u));
          let column = 2u * ((i - rows) % (D4 / 2u));
          let isKey = row >= C4;
          task.x = WT + row;
          task.xStride = 2u * C4;
          task.y = record.S + column;
          task.yStride = D4;
          task.count = select(4u * (V4 + C4), 4u * (V4 + C4) * settings.residual, isKey);
          task.place = select(record.Q + 4u * row * D4, record.dK + 4u * (row - C4) * D4, isKey) + column;
          task.stride = D4;
        } else {
          // R + dOᵀQ − FᵀK
          let row = 2u * (i / (D4 / 2u));
          let column = 2u * (i % (D4 / 2u));
          task.x = dO + row;
          task.xStride = V4;
          task.y = Q + column;
          task.yStride = D4;
          task.count = 4u * C4 * (1u + settings.residual);
          task.place = R + 4u * row * D4 + column;
          task.stride = D4;
          task.keep = true;
          task.mirror = RT + 4u * column * V4 + row;
          task.mirrorStride = V4;
        }
        task.row *= 4u;
        task.column *= 4u;
        if (isEmpty(task)) { task.count = 0u; }
        finish(task, product(task.x, task.xStride, task.y, task.yStride, task.count));
      }
      storageBarrier();
      if (stage == 1u && settings.residual == 1u) {
        for (var column = id; column < V4; column += ${threads}u) { solve(F + column, V4, KA, C4, C4, true); }
        storageBarrier();
      }
    }

    // g in place of α
    for (var t = id; t < 4u * C4; t += ${threads}u) {
      var squares = vec4<f32>();
      var along = vec4<f32>();
      for (var j = 0u; j < D4; j++) {
        let direction = work[record.tilde + t * D4 + j];
        squares += direction * direction;
        along += work[record.alpha + t * D4 + j] * work[dA + t * D4 + j];
      }
      let length = sqrt(dot(squares, vec4<f32>(1.0)));
      let isScaled = settings.normalized == 1u;
      let scale = select(1.0, 1.0 / max(length, 1e-12), isScaled);
      let share = select(0.0, dot(along, vec4<f32>(1.0)), isScaled && length > 1e-12);
      for (var j = 0u; j < D4; j++) {
        let place = record.alpha + t * D4 + j;
        work[place] = scale * (work[dA + t * D4 + j] - share * work[place]);
      }
    }
    storageBarrier();
  }
  for (var i = id; i < 4u * V4 * D4; i += ${threads}u) { work[edge + i] = work[R + i]; }
}
`;
}
