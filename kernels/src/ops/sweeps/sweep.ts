import type { TypedSettings } from '../../runtime/shader.ts';
import type { BlockText } from '../wgsl/blocks.wgsl.ts';
import type { Lanes } from '../wgsl/subgroups.wgsl.ts';

/** A buffer of vectors, one after another. */
export interface Vectors {
  readonly name: string;
  /** Numbers per vector. */
  readonly size: number;
  /** Default: it is only read. */
  readonly written?: boolean;
}

/** How a sweep is written out: in invocations that share nothing, or in subgroups. */
export type SweepText = BlockText | Lanes;

export interface Sweep {
  /** The matrix X of a head is [rows,columns]; some rows of it stay in one invocation. */
  readonly rows: number;
  readonly columns: number;
  /** Buffer that keeps X between dispatches, and has the last X in the end; and, of a longer one, the row that the first X begins with. */
  readonly matrix: string | { readonly buffer: string; readonly firstRow: number };
  /** X before the first step: zeros, a multiple of I, a buffer, its transposed, the sum of both, or what its matrix has. */
  readonly start:
    'zeros' | 'diagonal' | 'kept' | { readonly buffer: string; readonly as?: 'transposed' | 'sum with transposed' };
  /** From the last step to the first. Default: from the first to the last. */
  readonly backwards?: boolean;
  readonly vectors: readonly Vectors[];
  /** What the text of a step reads beside them. Default none. */
  readonly settings?: TypedSettings;
  readonly text: SweepText;
  /**
   * WGSL of one step, which may use `token` = (b·H + h)·T + t, and `previous`, the step done before it, or itself. What a row has
   * in a vector is a `Part`: `outerBlock` multiplies two, and `product` sums over what a part has.
   */
  readonly step: (parts: SweepParts) => string;
  /** WGSL before the first step: variables that live from step to step. Default none. */
  readonly begin?: (parts: SweepParts) => string;
  /** WGSL after the last step: what waited for a next one, which would have been done with the rows at hand. */
  readonly end?: (parts: SweepParts) => string;
}

/** What the text of a step is made of. An invocation has some rows, or fours of them, h = 0, 1 and so on. */
export interface SweepParts {
  /** A statement for each row, or four of them. */
  rows(statement: (h: number) => string): string;
  /** A statement for every part X of a row, with its place j among the columns; `shared` comes first, once for all rows. */
  each(statement: (X: string, j: string, h: number) => string, shared?: (j: string) => string): string;
  /** The same in a loop, where it is not done in every step. */
  loop(statement: (X: string, j: string, h: number) => string): string;
  /** Writes X to a buffer of rows, where the head's first one is row `first`. */
  store(buffer: string, first: string): string;
  /** What a vector of `rows` numbers has for the h-th row of this invocation. */
  own(vectors: string, h: number, index?: string): string;
  /** Part j of a vector of `columns` numbers; in {@link each} only. */
  block(vectors: string, j: string, index?: string): string;
  /** Writes what belongs to the h-th row of this invocation. */
  write(vectors: string, value: string, h: number, index?: string): string;
}

export function sizeOf({ vectors }: Pick<Sweep, 'vectors'>, name: string): number {
  return vectors.find((buffer) => buffer.name === name)!.size;
}

/** The buffer of X, and WGSL for the row that a head's X begins with. */
export function matrixOf({ matrix, rows }: Pick<Sweep, 'matrix' | 'rows'>) {
  if (typeof matrix === 'string') return { buffer: matrix, first: `(head * ${rows}u)` };
  return { buffer: matrix.buffer, first: `(settings.firstRow + head * ${rows}u)` };
}
