import { CUT_OF, errorLength } from '../cuts.wgsl.ts';

/* Errors that are cut where they are too long, as the passes over S of a gradient do it: row by row, since later rows see a cut one. */

/** Functions of both passes. */
export const ERROR_CUTS = `${errorLength('work')}${CUT_OF}`;

/**
 * E forwards, in place: every row less its share of those before, and cut. Leaves it in the record, and the lengths before the cut.
 * Columns are an invocation's own; the length of a row is that of all of them.
 */
export const cutRows = (threads: number): string => `for (var t = 0u; t < 4u * C4; t++) {
        let own = E + t * V4;
        for (var column = id; column < V4; column += ${threads}u) {
          var error = work[own + column];
          for (var s = 0u; s < settings.residual * t; s++) {
            error -= work[overlap + s * C4 + t / 4u][t % 4u] * work[E + s * V4 + column];
          }
          work[own + column] = error;
        }
        storageBarrier();
        let length = errorLength(own, V4);
        storageBarrier();
        for (var column = id; column < V4; column += ${threads}u) {
          let error = cutOf(length) * work[own + column];
          work[own + column] = error;
          work[record.V + t * V4 + column] = error;
        }
        if (id == 0u) { work[record.dK + t * D4] = vec4<f32>(length); }
      }`;

/**
 * F backwards, in place, the last row first: every row less its share of those behind it, and with respect to the error before its cut.
 * With c = bound / (‖e‖ + 10⁻⁶), that is c·(f − e (eᵀf) / (‖e‖ (‖e‖ + 10⁻⁶))).
 */
export const cutRowsBack = (threads: number): string => `for (var i = 0u; i < 4u * C4; i++) {
        let t = 4u * C4 - 1u - i;
        let own = F + t * V4;
        for (var column = id; column < V4; column += ${threads}u) {
          var gradient = work[own + column];
          for (var s = t + 1u; s < 4u * C4 * settings.residual; s++) {
            gradient -= work[KA + s * C4 + t / 4u][t % 4u] * work[F + s * V4 + column];
          }
          work[own + column] = gradient;
        }
        storageBarrier();
        let length = work[record.dK + t * D4].x;
        let cut = cutOf(length);
        var along = vec4<f32>();
        for (var j = 0u; j < V4; j++) { along += work[record.V + t * V4 + j] * work[own + j]; }
        // The error before its cut is what was written over \`cut\`.
        let share = dot(along, vec4<f32>(1.0)) / cut / length / (length + 1e-6);
        storageBarrier();
        for (var column = id; column < V4; column += ${threads}u) {
          let written = work[record.V + t * V4 + column];
          work[own + column] = cut * work[own + column] - select(vec4<f32>(), share * written, cut < 1.0);
        }
      }`;
