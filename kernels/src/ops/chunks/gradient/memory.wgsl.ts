import { SOLVE } from '../wgsl/solve.wgsl.ts';
import { ERROR_CUTS, cutRowsBack } from './cuts.wgsl.ts';
import { chunkPassShader } from './stages.wgsl.ts';

/** Entries to the diagonal, and those before it. */
const LOWER = { ratio: '1u', offset: '1u' };
const STRICT = { ratio: '1u', offset: '0u' };

/**
 * The recurrence of S backwards, R being the gradient with respect to S after a chunk. Leaves in the record of
 * each chunk g in place of α, dq in place of q, −dv in place of dO, and the part of dk that comes from S.
 *
 *     (I + strict(Kαᵀ))ᵀ F = α Rᵀ + lower(Qαᵀ)ᵀ dO
 *     dα = E R + lower(dO Eᵀ)ᵀ Q − strict(F Eᵀ)ᵀ K
 *     dQ = dO S + lower(dO Eᵀ) α      dK = −F S − strict(F Eᵀ) α
 *     R ← R + dOᵀ Q − Fᵀ K            g = (dα − α αᵀdα) / ‖Ã‖
 *
 * @param args.cut whether errors that are too long were cut
 * @param args.keepsQueries whether Q takes the place of K in the record
 */
export function memoryGradientShader({
  threads,
  cut,
  keepsQueries,
}: {
  readonly threads: number;
  readonly cut: boolean;
  readonly keepsQueries: boolean;
}) {
  return chunkPassShader({
    threads,
    backwards: true,
    functions: cut ? ERROR_CUTS : SOLVE,
    // Matrices that are read one after another, as one, lie one after another: [Rᵀ; dO; −F], [R; Q; K], [αᵀ; Qαᵀ],
    // [dOᵀ | −Fᵀ] over [(dO Eᵀ)ᵀ | −(F Eᵀ)ᵀ], and [Eᵀ; dO Eᵀ; −F Eᵀ].
    space: [
      ['RT', 'D4 * V4'],
      ['dO', 'C4 * V4'],
      ['F', 'C4 * V4'],
      ['R', 'V4 * D4'],
      ['Q', 'C4 * D4'],
      ['K', 'C4 * D4'],
      ['KQT', '2u * D4 * C4'],
      ['alphaT', 'D4 * C4'],
      ['QA', 'C4 * C4'],
      ['KA', 'C4 * C4'],
      ['WT', '2u * V4 * C4'],
      ['OFT', '2u * C4 * C4'],
      ['ET', 'V4 * C4'],
      ['OE', 'C4 * C4'],
      ['FE', 'C4 * C4'],
      ['dA', 'C4 * D4'],
    ],
    start: 'let edge = edgeOf(head);',
    stages: [
      {
        moves: [
          { source: 'record.Q', rows: 'C4', columns: 'D4', place: 'Q', mirror: 'KQT + C4', mirrorStride: '2u * C4' },
          { source: 'record.K', rows: 'C4', columns: 'D4', place: 'K', mirror: 'KQT', mirrorStride: '2u * C4' },
          { source: 'record.alpha', rows: 'C4', columns: 'D4', mirror: 'alphaT', mirrorStride: 'C4' },
          { source: 'record.dO', rows: 'C4', columns: 'V4', place: 'dO', mirror: 'WT', mirrorStride: '2u * C4' },
          { source: 'record.ET', rows: 'V4', columns: 'C4', place: 'ET' },
          // R after a chunk that is not the last one is there already.
          {
            ...{ source: 'edge', rows: 'select(0u, V4, step == 0u)', columns: 'D4' },
            ...{ place: 'R', mirror: 'RT', mirrorStride: 'V4' },
          },
        ],
        products: [
          // strict(Kαᵀ), lower(Qαᵀ), and lower(dO Eᵀ)
          {
            ...{ rows: 'C4', columns: 'C4', x: 'KQT', xStride: '2u * C4', y: 'alphaT', count: '4u * D4' },
            ...{ place: 'KA', stays: STRICT },
          },
          {
            ...{ rows: 'C4', columns: 'C4', x: 'KQT + C4', xStride: '2u * C4', y: 'alphaT', count: '4u * D4' },
            ...{ place: 'QA', stays: LOWER },
          },
          {
            ...{ rows: 'C4', columns: 'C4', x: 'WT', xStride: '2u * C4', y: 'ET', count: '4u * V4' },
            ...{ place: 'OE', mirror: 'OFT', mirrorStride: '2u * C4', stays: LOWER },
          },
        ],
      },
      {
        products: [
          // −αRᵀ − (Qαᵀ)ᵀdO
          {
            ...{ rows: 'C4', columns: 'V4', x: 'alphaT', xStride: 'C4', y: 'RT', count: '4u * (D4 + C4)' },
            ...{ sign: -1, place: 'F' },
          },
        ],
        then: cut
          ? cutRowsBack(threads)
          : `for (var column = id; column < settings.residual * V4; column += ${threads}u) {
        solve(F + column, V4, KA, C4, C4, true);
      }`,
      },
      {
        moves: [
          {
            ...{ source: 'F', rows: 'C4', columns: 'V4' },
            ...{ place: 'record.dO', mirror: 'WT + C4', mirrorStride: '2u * C4' },
          },
          ...(keepsQueries ? [{ source: 'Q', rows: 'C4', columns: 'D4', place: 'record.K' }] : []),
        ],
        products: [
          // −strict(F Eᵀ); zeros where errors have no residual
          {
            ...{ rows: 'C4', columns: 'C4', x: 'WT + C4', xStride: '2u * C4', y: 'ET' },
            ...{ count: '4u * V4 * settings.residual', place: 'FE', stays: STRICT },
            ...{ mirror: 'OFT + C4', mirrorStride: '2u * C4' },
          },
        ],
      },
      {
        products: [
          // dα, dQ, and the part of dK
          {
            ...{ rows: 'C4', columns: 'D4', x: 'ET', xStride: 'C4', y: 'R', count: '4u * (V4 + 2u * C4)' },
            place: 'dA',
          },
          {
            ...{ rows: 'C4', columns: 'D4', x: 'WT', xStride: '2u * C4', y: 'record.S', count: '4u * (V4 + C4)' },
            place: 'record.Q',
          },
          {
            ...{ rows: 'C4', columns: 'D4', x: 'WT + C4', xStride: '2u * C4', y: 'record.S' },
            ...{ count: '4u * (V4 + C4) * settings.residual', place: 'record.dK' },
          },
        ],
      },
      {
        products: [
          // R + dOᵀQ − FᵀK
          {
            ...{
              rows: 'V4',
              columns: 'D4',
              x: 'dO',
              xStride: 'V4',
              y: 'Q',
              count: '4u * C4 * (1u + settings.residual)',
            },
            ...{ place: 'R', keep: true, mirror: 'RT', mirrorStride: 'V4' },
          },
        ],
      },
    ],
    end: `// g in place of α
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
      // Where A k was too short to be scaled to length 1, g goes to 0 with it: as ‖α‖² = (‖A k‖ / 10⁻¹²)².
      let short = length / 1e-12;
      let scale = select(1.0, select(short * short / 1e-12, 1.0 / length, length > 1e-12), isScaled);
      let share = select(0.0, dot(along, vec4<f32>(1.0)), isScaled);
      for (var j = 0u; j < D4; j++) {
        let place = record.alpha + t * D4 + j;
        work[place] = scale * (work[dA + t * D4 + j] - share * work[place]);
      }
    }
    storageBarrier();`,
    finish: `for (var i = id; i < 4u * V4 * D4; i += ${threads}u) { work[edge + i] = work[R + i]; }`,
  });
}
