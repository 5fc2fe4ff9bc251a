import { LARGEST_GRID } from '../parts.ts';
import { GRADIENT_CHUNK, SOLVE } from './chunk.wgsl.ts';

/**
 * S forwards, which is not saved by the forward pass: leaves the S before each chunk, α and Eᵀ in its record.
 *
 *     (I + strict(Kαᵀ)) E = V − K Sᵀ      S ← S + Eᵀ α
 */
export function errorsShader(threads: number): string {
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
  let ST = roomOf(head);
  let E = ST + 4u * D4 * V4;
  let KT = E + 4u * C4 * V4;
  let alphaT = KT + 4u * D4 * C4;
  let overlap = alphaT + 4u * D4 * C4;

  for (var c = settings.begin; c < settings.end; c++) {
    let record = recordOf(head, c);
    for (var t = id; t < 4u * C4; t += ${threads}u) {
      var squares = vec4<f32>();
      for (var j = 0u; j < D4; j++) {
        let direction = work[record.tilde + t * D4 + j];
        squares += direction * direction;
      }
      let scale = select(1.0, 1.0 / max(sqrt(dot(squares, vec4<f32>(1.0))), 1e-12), settings.normalized == 1u);
      for (var j = 0u; j < D4; j++) { work[record.alpha + t * D4 + j] = scale * work[record.tilde + t * D4 + j]; }
    }
    storageBarrier();
    let rows = C4 * D4;
    let values = C4 * V4;
    for (var stage = 0u; stage < 3u; stage++) {
      var moves = 0u;
      // The S before the first chunk is in its record already.
      if (stage == 0u) { moves = 2u * rows + values + select(0u, V4 * D4, c == 0u); }
      if (stage == 2u) { moves = values; }
      for (var i = id; i < moves; i += ${threads}u) {
        var task = Move();
        if (stage == 2u) {
          task = Move(E + blockAt(i, V4), V4, 0u, 0u, record.ET + flippedAt(i, V4, C4), C4);
        } else if (i < rows) {
          task.source = record.K + blockAt(i, D4);
          task.sourceStride = D4;
          task.mirror = KT + flippedAt(i, D4, C4);
          task.mirrorStride = C4;
        } else if (i < 2u * rows) {
          task.source = record.alpha + blockAt(i - rows, D4);
          task.sourceStride = D4;
          task.mirror = alphaT + flippedAt(i - rows, D4, C4);
          task.mirrorStride = C4;
        } else if (i < 2u * rows + values) {
          let at = blockAt(i - 2u * rows, V4);
          task.source = record.V + at;
          task.sourceStride = V4;
          task.place = E + at;
          task.stride = V4;
        } else {
          let at = i - 2u * rows - values;
          task.source = record.S + blockAt(at, D4);
          task.sourceStride = D4;
          task.mirror = ST + flippedAt(at, D4, V4);
          task.mirrorStride = V4;
        }
        moveBlock(task);
      }
      if (stage == 0u) { storageBarrier(); }

      let pairs = C4 * C4 / 4u;
      var tiles = 0u;
      if (stage == 0u && settings.residual == 1u) { tiles = pairs + C4 * V4 / 4u; }
      if (stage == 1u) { tiles = D4 * V4 / 4u; }
      for (var i = id; i < tiles; i += ${threads}u) {
        var task = Task();
        task.sign = 1.0;
        if (stage == 0u && i < pairs) {
          // Kαᵀ before the diagonal, transposed
          let row = 2u * (i / (C4 / 2u));
          let column = 2u * (i % (C4 / 2u));
          task.x = KT + row;
          task.xStride = C4;
          task.y = alphaT + column;
          task.yStride = C4;
          task.count = 4u * D4;
          task.mirror = overlap + 4u * column * C4 + row;
          task.mirrorStride = C4;
          task.masked = true;
          task.row = 4u * row;
          task.column = 4u * column;
          task.ratio = 1u;
        } else if (stage == 0u) {
          // V − KSᵀ
          let row = 2u * ((i - pairs) / (V4 / 2u));
          let column = 2u * ((i - pairs) % (V4 / 2u));
          task.x = KT + row;
          task.xStride = C4;
          task.y = ST + column;
          task.yStride = V4;
          task.count = 4u * D4;
          task.sign = -1.0;
          task.place = E + 4u * row * V4 + column;
          task.stride = V4;
          task.keep = true;
        } else {
          // Sᵀ + αᵀE, and transposed into the next record
          let row = 2u * (i / (V4 / 2u));
          let column = 2u * (i % (V4 / 2u));
          task.x = record.alpha + row;
          task.xStride = D4;
          task.y = E + column;
          task.yStride = V4;
          task.count = 4u * C4;
          task.place = ST + 4u * row * V4 + column;
          task.stride = V4;
          task.keep = true;
          task.mirror = recordOf(head, c + 1u).S + 4u * column * D4 + row;
          task.mirrorStride = select(0u, D4, c + 1u < settings.chunks);
        }
        if (isEmpty(task)) { task.count = 0u; }
        finish(task, product(task.x, task.xStride, task.y, task.yStride, task.count));
      }
      storageBarrier();
      if (stage == 0u && settings.residual == 1u) {
        for (var column = id; column < V4; column += ${threads}u) { solve(E + column, V4, overlap, C4, C4, false); }
        storageBarrier();
      }
    }
  }
}
`;
}
