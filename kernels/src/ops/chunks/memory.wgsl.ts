import { read, shader, written } from '../../runtime/shader.ts';
import { GROUP } from '../wgsl/grid.ts';
import { CHUNK_SETTINGS } from './settings.ts';
import { CHUNKS } from './wgsl/chunks.wgsl.ts';
import { readRows } from '../wgsl/text.ts';
import { SOLVE_ERRORS } from './wgsl/solve.wgsl.ts';
import { tile } from './wgsl/tile.wgsl.ts';

/**
 * Last pass over chunks: carries S from chunk to chunk, some of its rows per workgroup, and writes the
 * outputs.
 *
 *     E (I + striu(αᵀK)) = V − S K,   O = S Q + E triu(αᵀQ),   S ← S + E αᵀ
 *
 * Where S decays, the pairs pass has decayed K, Q, α and the pairs, and this one decays S: S ← γ_1 … γ_C S + E αᵀ.
 */
export function memoryShader(threads: number, keepIntermediates: boolean, decays = false) {
  const body = `${CHUNKS}
${readRows('v', 'settings.Dv')}
${readRows('state', 'settings.D')}
${tile('work')}
${SOLVE_ERRORS}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let size = sizes();
  let D4 = size.D4;
  let C4 = size.C4;
  let values4 = settings.values4;
  let firstValue = group.y * 4u * values4;
  let values = min(4u * values4, settings.Dv - firstValue);
  let S = memoryPlace(size, head * settings.valueTiles + group.y);
  let E = S + 4u * D4 * values4;
  let O = E + 4u * C4 * values4;

  let stateRows = settings.rowsBefore + head * settings.Dv + firstValue;
  for (var i = id; i < 4u * D4 * values4; i += ${threads}u) {
    let row = i % (4u * D4);
    let column = i / (4u * D4);
    work[S + row * values4 + column] = stateColumn(stateRows + 4u * column, stateRows + values, row);
  }
  storageBarrier();

  for (var c = settings.begin; c < settings.end; c++) {
    let span = chunkSpan(c);
    let first = head * settings.T + span.start;
    let end = head * settings.T + span.end;
    let KQ = chunkPlace(size, head, c);
    let alpha = KQ + 8u * D4 * C4;
    let overlap = alpha + 8u * D4 * C4;

    // Vᵀ
    for (var i = id; i < 4u * C4 * values4; i += ${threads}u) {
      let row = first + i / values4;
      let column = firstValue + 4u * (i % values4);
      work[E + i] = vec4<f32>(
        vAt(row, end, column), vAt(row, end, column + 1u), vAt(row, end, column + 2u), vAt(row, end, column + 3u));
    }
    storageBarrier();

    for (var stage = 0u; stage < 2u; stage++) {
      let rows4 = select(C4 + D4, 2u * C4, stage == 0u);
      for (var i = id; i < rows4 * values4 / 4u; i += ${threads}u) {
        let row = 2u * (i / (values4 / 2u));
        let column = 2u * (i % (values4 / 2u));
        // V − SK and SQ, transposed; E and O follow each other
        let isError = row < C4;
        var place = E + 4u * row * values4 + column;
        var x = KQ + row;
        var xStride = 2u * C4;
        var y = S + column;
        var count = 4u * D4;
        if (stage == 1u) {
          // SQ + E triu(αᵀQ) and S + Eαᵀ, transposed
          let isOutput = row < C4;
          place = select(S + 4u * (row - C4) * values4, O + 4u * row * values4, isOutput) + column;
          x = select(alpha + row - C4, overlap + C4 + row, isOutput);
          xStride = select(D4, 2u * C4, isOutput);
          y = E + column;
          count = select(4u * C4, 4u * row + 8u, isOutput);
        } else if (isError && settings.residual == 0u) {
          count = 0u;
        }
        let keep = stage == 1u || isError;
        let sign = select(1.0, -1.0, stage == 0u && isError);
        addTile(place, place, values4, keep, sign, product(x, xStride, y, values4, count));
      }
      storageBarrier();${decays ? decayed(threads) : ''}
      if (stage == 0u && settings.residual == 1u) {
        for (var column = id; column < values4; column += ${threads}u) {
          solveErrors(E + column, values4, overlap, 2u * C4, C4);
        }
        storageBarrier();
      }
    }

    for (var i = id; i < (end - first) * values; i += ${threads}u) {
      let step = i / values;
      let value = i % values;
      let place = (first + step) * settings.Dv + firstValue + value;
      output[place] = work[O + step * values4 + value / 4u][value % 4u];
      ${keepIntermediates ? 'errors[place] = work[E + step * values4 + value / 4u][value % 4u];' : ''}
    }
    storageBarrier();
  }

  for (var i = id; i < values * settings.D; i += ${threads}u) {
    let value = i / settings.D;
    state[stateRows * settings.D + i] = work[S + i % settings.D * values4 + value / 4u][value % 4u];
  }
}
`;
  return shader({
    buffers: {
      v: read('f32'),
      state: written('f32'),
      output: written('f32'),
      work: written('vec4<f32>'),
      errors: keepIntermediates && written('f32'),
      gamma: decays && read('f32'),
    },
    settings: CHUNK_SETTINGS,
    ranged: true,
    body,
  });
}

/** S before the writes of a chunk, which have been decayed already, once it has been read. */
const decayed = (threads: number): string => `
      if (stage == 0u) {
        var left = 1.0;
        for (var t = first; t < end; t++) { left *= gamma[t]; }
        for (var i = id; i < 4u * D4 * values4; i += ${threads}u) { work[S + i] *= left; }
        storageBarrier();
      }`;
