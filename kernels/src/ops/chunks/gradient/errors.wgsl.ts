import { SOLVE } from '../wgsl/solve.wgsl.ts';
import { ERROR_CUTS, cutRows } from './cuts.wgsl.ts';
import { chunkPassShader } from './stages.wgsl.ts';

/**
 * S forwards, which is not saved by the forward pass: leaves the S before each chunk, α and Eᵀ in its record.
 *
 *     (I + strict(Kαᵀ)) E = V − K Sᵀ      S ← S + Eᵀ α
 *
 * @param args.cut whether errors that are too long are cut: then E and the lengths before that are left there, too
 */
export function errorsShader({ threads, cut }: { readonly threads: number; readonly cut: boolean }) {
  return chunkPassShader({
    threads,
    functions: cut ? ERROR_CUTS : SOLVE,
    space: [
      ['ST', 'D4 * V4'],
      ['E', 'C4 * V4'],
      ['KT', 'D4 * C4'],
      ['alphaT', 'D4 * C4'],
      ['overlap', 'C4 * C4'],
    ],
    begin: `for (var t = id; t < 4u * C4; t += ${threads}u) {
      var squares = vec4<f32>();
      for (var j = 0u; j < D4; j++) {
        let direction = work[record.tilde + t * D4 + j];
        squares += direction * direction;
      }
      let scale = select(1.0, 1.0 / max(sqrt(dot(squares, vec4<f32>(1.0))), 1e-12), settings.normalized == 1u);
      for (var j = 0u; j < D4; j++) { work[record.alpha + t * D4 + j] = scale * work[record.tilde + t * D4 + j]; }
    }
    storageBarrier();`,
    stages: [
      {
        moves: [
          { source: 'record.K', rows: 'C4', columns: 'D4', mirror: 'KT', mirrorStride: 'C4' },
          { source: 'record.alpha', rows: 'C4', columns: 'D4', mirror: 'alphaT', mirrorStride: 'C4' },
          { source: 'record.V', rows: 'C4', columns: 'V4', place: 'E' },
          // Later ones are made of those before.
          { source: 'record.S', rows: 'select(0u, V4, step == 0u)', columns: 'D4', mirror: 'ST', mirrorStride: 'V4' },
        ],
        products: [
          // strict(Kαᵀ), transposed, and V − K Sᵀ
          {
            ...{ rows: 'settings.residual * C4', columns: 'C4', x: 'KT', xStride: 'C4', y: 'alphaT', count: '4u * D4' },
            ...{ mirror: 'overlap', mirrorStride: 'C4', stays: { ratio: '1u', offset: '0u' } },
          },
          {
            ...{ rows: 'settings.residual * C4', columns: 'V4', x: 'KT', xStride: 'C4', y: 'ST', count: '4u * D4' },
            ...{ sign: -1, place: 'E', keep: true },
          },
        ],
        then: cut
          ? cutRows(threads)
          : `for (var column = id; column < settings.residual * V4; column += ${threads}u) {
        solve(E + column, V4, overlap, C4, C4, false);
      }`,
      },
      {
        products: [
          // Sᵀ + αᵀE, and transposed into the next record
          {
            ...{ rows: 'D4', columns: 'V4', x: 'record.alpha', xStride: 'D4', y: 'E', count: '4u * C4' },
            ...{ place: 'ST', keep: true, mirror: 'recordOf(head, chunk + 1u).S' },
            mirrorStride: 'select(0u, D4, chunk + 1u < settings.chunks)',
          },
        ],
      },
      { moves: [{ source: 'E', rows: 'C4', columns: 'V4', mirror: 'record.ET', mirrorStride: 'C4' }] },
    ],
  });
}
