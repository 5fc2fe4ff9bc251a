import { formatNumber } from '../../lib/format.ts';

/** A tensor as it is printed, whoever it belongs to. */
export interface PrintableTensor {
  readonly shape: readonly number[];
  readonly kind: string;
  readonly values: ArrayLike<number>;
}

const MOST_COLUMNS = 8;
const MOST_ROWS = 8;
const MOST_MATRICES = 4;

/** The tensor that a value is: one of the package's, with shape and data, or one of TensorFlow.js; else null. */
export function tensorIn(value: unknown): PrintableTensor | null {
  if (typeof value !== 'object' || value === null) return null;
  const { shape, data, dtype, dataSync } = value as Record<string, unknown>;
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size))) return null;
  if (data instanceof Float32Array || data instanceof Float64Array)
    return { shape, kind: data instanceof Float32Array ? 'float32' : 'float64', values: data };
  if (typeof dataSync === 'function' && typeof dtype === 'string' && dtype !== 'string')
    return { shape, kind: dtype, values: dataSync.call(value) as ArrayLike<number> };
  return null;
}

/** The shape, and the numbers in rows; of long axes the beginning. */
export function printTensor({ shape, kind, values }: PrintableTensor): string {
  const head = `[${shape.join(', ')}] ${kind}`;
  if (values.length === 0) return head;
  const columns = shape.at(-1) ?? 1;
  const rows = shape.at(-2) ?? 1;
  const matrices = shape.slice(0, -2);
  const count = values.length / (rows * columns);
  const blocks = Array.from({ length: Math.min(count, MOST_MATRICES) }, (_, index) => {
    const start = index * rows * columns;
    const title = count > 1 ? [`at [${placeOf(index, matrices).join(', ')}]`] : [];
    return [...title, ...printMatrix(values, start, rows, columns)];
  });
  const rest = count > MOST_MATRICES ? [`… ${count - MOST_MATRICES} more of [${rows}, ${columns}]`] : [];
  return [
    head,
    ...blocks
      .flat()
      .concat(rest)
      .map((line) => `  ${line}`),
  ].join('\n');
}

function printMatrix(values: ArrayLike<number>, start: number, rows: number, columns: number): string[] {
  const shownColumns = Math.min(columns, MOST_COLUMNS);
  const cells = Array.from({ length: Math.min(rows, MOST_ROWS) }, (_, row) =>
    Array.from({ length: shownColumns }, (_, column) => formatNumber(values[start + row * columns + column]!, 4)),
  );
  const width = Math.max(...cells.flat().map((cell) => cell.length));
  const more = columns > shownColumns ? '  …' : '';
  const lines = cells.map((row) => row.map((cell) => cell.padStart(width)).join('  ') + more);
  return rows > MOST_ROWS ? [...lines, `… ${rows - MOST_ROWS} more`] : lines;
}

/** Position of a matrix along the leading axes. */
function placeOf(index: number, sizes: readonly number[]): number[] {
  const place: number[] = [];
  for (const size of [...sizes].reverse()) {
    place.unshift(index % size);
    index = Math.floor(index / size);
  }
  return place;
}
