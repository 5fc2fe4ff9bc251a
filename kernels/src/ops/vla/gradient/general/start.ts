import type { PassPlan } from '../../../../runtime/plan.ts';
import { read, written } from '../../../../runtime/shader.ts';
import { perTokenPass } from '../../../sweeps/perToken.ts';

/** What a matrix of every head begins with: a multiple of I, a buffer, or half of the sum of that with its transposed. */
export type Start = number | { readonly buffer: string; readonly symmetric?: boolean };

/** Writes the matrix [rows,columns] of every head to a buffer, from the number `offset` on, row by row. */
export function startPass(args: {
  readonly label: string;
  readonly heads: number;
  readonly rows: number;
  readonly columns: number;
  readonly matrix: string;
  readonly offset?: number;
  readonly start: Start;
}): PassPlan {
  const { label, heads, rows, columns, matrix, offset = 0, start } = args;
  const isGiven = typeof start !== 'number';
  const transposed = 'given[(token - row + column) * settings.columns + row]';
  const entry = `given[token * settings.columns + column]`;
  const value = isGiven
    ? start.symmetric
      ? `0.5 * (${entry} + ${transposed})`
      : entry
    : 'select(0.0, settings.diagonal, row == column)';
  const pass = perTokenPass({
    label,
    tokens: heads * rows,
    buffers: { matrix: written('f32'), given: isGiven && read('f32') },
    settings: {
      ...{ rows: ['u32', rows], columns: ['u32', columns], offset: ['u32', offset] },
      diagonal: ['f32', isGiven ? 0 : start],
    },
    body: `
  let row = token % settings.rows;
  for (var column = 0u; column < settings.columns; column++) {
    matrix[settings.offset + token * settings.columns + column] = ${value};
  }`,
    flops: 0,
  });
  const names: Readonly<Record<string, string>> = { matrix, ...(isGiven && { given: start.buffer }) };
  return { ...pass, bindings: pass.bindings.map((name) => names[name] ?? name) };
}
