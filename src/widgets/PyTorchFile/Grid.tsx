import { useCallback, type ReactNode } from 'react';
import Drawing from '../../components/Drawing/index.tsx';
import { useDrawingTheme } from '../../components/useDrawingTheme.ts';
import { heatmap } from '../../lib/drawing/heatmap.ts';
import { figureRoot } from '../../lib/drawing/svg.ts';
import { formatNumber } from '../../lib/format.ts';
import styles from './styles.module.css';

interface GridProps {
  readonly name: string;
  /** Row-major, a row for each token. */
  readonly values: Float32Array;
  readonly columns: number;
  readonly onError: (error: unknown) => void;
}

/** Rows and columns that are drawn. */
const most = { rows: 48, columns: 64 };

/** Numbers by token as colours, and the first of them in digits. */
export default function Grid({ name, values, columns, onError }: GridProps): ReactNode {
  const theme = useDrawingTheme();
  const rows = values.length / columns;
  const [height, width] = [Math.min(rows, most.rows), Math.min(columns, most.columns)];
  const shown = Float32Array.from({ length: height * width }, (_, i) => {
    return values[Math.floor(i / width) * columns + (i % width)]!;
  });
  const largest = shown.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
  const key = shown.join();
  const draw = useCallback(
    (space: number) => {
      const square = Math.min(14, space / width);
      const grid = heatmap({ document, theme, values: shown, columns: width, largest, square });
      return figureRoot({
        document,
        theme,
        width: width * square,
        height: height * square,
        label: name,
        children: [grid],
      });
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` has the numbers
    [name, key, width, height, theme],
  );
  const range = `colours from −${formatNumber(largest, 3)} to ${formatNumber(largest, 3)}`;
  const part =
    height < rows || width < columns
      ? `the first ${height} by ${width} of ${rows} by ${columns}`
      : `${rows} by ${columns}`;
  const first = [...values.subarray(0, Math.min(columns, 6))].map((value) => formatNumber(value, 5)).join(', ');
  return (
    <div className={styles.grid} data-grid={name.toLowerCase()}>
      <p>
        <strong>{name}</strong>
        {`, tokens by numbers: ${part}; ${range}`}
      </p>
      <Drawing label={`${name}, ${part} numbers, ${range}`} draw={draw} onError={onError} />
      <p className={styles.soft}>{`The first token: ${first}${columns > 6 ? ', …' : ''}`}</p>
    </div>
  );
}
