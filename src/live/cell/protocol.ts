/** One curve or more over a common axis, as plain data. */
export interface LinePlot {
  readonly kind: 'lines';
  readonly title: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly lines: readonly { readonly name: string; readonly points: readonly (readonly [number, number])[] }[];
}

/** A matrix [rows, columns] as a grid of colours. */
export interface MatrixPlot {
  readonly kind: 'matrix';
  readonly title: string;
  readonly columns: number;
  /** Row-major. */
  readonly values: readonly number[];
}

export interface PlotAxis {
  readonly label: string;
  readonly scale: 'linear' | 'log';
}

export type CellPlot = LinePlot | MatrixPlot;

/** What a cell prints: a console's line, the value of its last expression, a picture, or a note on where it computes. */
export type CellOutput =
  | { readonly type: 'text'; readonly tone: 'log' | 'warn' | 'error' | 'value' | 'note'; readonly text: string }
  | { readonly type: 'plot'; readonly plot: CellPlot };

/** Why a cell stopped, in its reader's terms. */
export interface CellFailure {
  /** For example "TypeError: x is not a function". */
  readonly message: string;
  /** Line of the cell, from 1, or null where the fault lies in no line of it. */
  readonly line: number | null;
}

/** How a cell ended by itself. */
export type CellEnd =
  | { readonly type: 'done'; readonly milliseconds: number; readonly place: string | null }
  | { readonly type: 'failed'; readonly failure: CellFailure };

/** What comes out of the sandbox. Edited code could forge it, so the page takes it for data and nothing else. */
export type FromCell = { readonly type: 'started' } | CellOutput | CellEnd;

/** A fault that the cell's text itself has: code that cannot be read, or a module that is not there. */
export class CellTextError extends Error {
  override readonly name = 'CellTextError';
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}
