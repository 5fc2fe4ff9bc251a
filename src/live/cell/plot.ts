import type { CellPlot, LinePlot, PlotAxis } from './protocol.ts';

/** Argument of `plot` in a cell. */
export type PlotRequest = LinePlotRequest | MatrixPlotRequest;

export interface LinePlotRequest {
  readonly title?: string;
  /** Where the points are. Default: 0, 1, 2, … */
  readonly x?: { readonly label?: string; readonly values?: ArrayLike<number>; readonly scale?: 'linear' | 'log' };
  readonly y?: { readonly label?: string; readonly scale?: 'linear' | 'log' };
  /** Name of each line, and its heights. */
  readonly lines: Readonly<Record<string, ArrayLike<number>>>;
}

export interface MatrixPlotRequest {
  readonly title?: string;
  /** [rows, columns], or with leading axes of size 1. */
  readonly matrix: { readonly shape: readonly number[]; readonly data: ArrayLike<number> };
}

const MOST_LINES = 8;
const MOST_POINTS = 5000;
const MOST_CELLS = 65_536;

/** Checks what `plot` was given and makes plain data of it. Errors name what is wrong. */
export function plotOf(request: PlotRequest): CellPlot {
  if (typeof request !== 'object' || request === null || !('lines' in request || 'matrix' in request))
    throw new TypeError('plot: expected { lines: { name: numbers } } or { matrix: { shape, data } }');
  return 'matrix' in request ? matrixPlot(request) : linePlot(request);
}

function linePlot({ title = '', x = {}, y = {}, lines }: LinePlotRequest): LinePlot {
  const names = Object.keys(lines ?? {});
  if (names.length === 0 || names.length > MOST_LINES)
    throw new RangeError(`plot: lines: has ${names.length}; expected 1 to ${MOST_LINES}`);
  const axes = { x: axisOf(x, 'x'), y: axisOf(y, 'y') };
  const places = x.values === undefined ? null : numbers('x.values', x.values, axes.x.scale);
  const series = names.map((name) => {
    const heights = numbers(`lines[${JSON.stringify(name)}]`, lines[name]!, axes.y.scale);
    if (places && places.length !== heights.length)
      throw new RangeError(
        `plot: lines[${JSON.stringify(name)}]: has ${heights.length} values; x has ${places.length}`,
      );
    return { name, points: heights.map((height, index) => [places?.[index] ?? index, height] as const) };
  });
  return { kind: 'lines', title: String(title), ...axes, lines: series };
}

function matrixPlot({ title = '', matrix }: MatrixPlotRequest): CellPlot {
  if (!Array.isArray(matrix?.shape) || matrix.data?.length === undefined)
    throw new TypeError('plot: matrix: expected { shape: [rows, columns], data: numbers }');
  const [rows, columns] = matrix.shape.slice(-2);
  const count = (rows ?? 0) * (columns ?? 0);
  if (count === 0 || count > MOST_CELLS || matrix.data.length !== count)
    throw new RangeError(
      `plot: matrix: has shape [${matrix.shape.join(', ')}] and ${matrix.data.length} values; ` +
        `expected one matrix of at most ${MOST_CELLS}`,
    );
  return { kind: 'matrix', title: String(title), columns: columns!, values: numbers('matrix.data', matrix.data) };
}

function axisOf({ label = '', scale = 'linear' }: { label?: string; scale?: string }, name: string): PlotAxis {
  if (scale !== 'linear' && scale !== 'log')
    throw new TypeError(`plot: ${name}.scale: was ${JSON.stringify(scale)}; expected "linear" or "log"`);
  return { label: String(label), scale };
}

function numbers(name: string, values: ArrayLike<number>, scale: 'linear' | 'log' = 'linear'): number[] {
  const list = Array.from(values ?? [], Number);
  const most = name === 'matrix.data' ? MOST_CELLS : MOST_POINTS;
  if (list.length === 0 || list.length > most)
    throw new RangeError(`plot: ${name}: has ${list.length} values; expected 1 to ${most}`);
  const usable = (value: number): boolean => Number.isFinite(value) && (scale === 'linear' || value > 0);
  const bad = list.findIndex((value) => !usable(value));
  if (bad >= 0)
    throw new RangeError(
      `plot: ${name}: is ${list[bad]} at ${bad}; expected ${scale === 'log' ? 'numbers above 0' : 'finite numbers'}`,
    );
  return list;
}

/** What a plot shows, in a sentence: for readers who do not see it, and where there is no page to draw it in. */
export function describePlot(plot: CellPlot): string {
  const title = plot.title === '' ? '' : `${plot.title}: `;
  if (plot.kind === 'matrix') return `${title}matrix of ${plot.values.length / plot.columns} × ${plot.columns}`;
  const count = plot.lines[0]!.points.length;
  const names = plot.lines.map(({ name }) => name).join(', ');
  return `${title}${names} at ${count} point${count === 1 ? '' : 's'}`;
}
