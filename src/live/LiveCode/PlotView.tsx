import { useCallback, useEffect, useState, type ReactNode } from 'react';
import DataTable from '../../components/DataTable/index.tsx';
import Drawing from '../../components/Drawing/index.tsx';
import { useDrawingTheme } from '../../components/useDrawingTheme.ts';
import { messageOf } from '../../lib/messageOf.ts';
import { describePlot } from '../cell/plot.ts';
import type { CellPlot } from '../cell/protocol.ts';
import type { drawPlot } from './drawPlot.ts';
import styles from './styles.module.css';

type Draw = typeof drawPlot;

const MOST_ROWS = 200;

/** A picture that a cell asked for, drawn by the page from the numbers alone, with a table of them. */
export default function PlotView({ plot }: { plot: CellPlot }): ReactNode {
  const theme = useDrawingTheme();
  const [draw, setDraw] = useState<Draw | null>(null);
  const [trouble, setTrouble] = useState('');
  const fail = useCallback((error: unknown) => setTrouble(messageOf(error)), []);
  useEffect(() => {
    import('./drawPlot.ts').then((module) => setDraw(() => module.drawPlot), fail);
  }, [fail]);
  const drawing = useCallback((width: number) => draw!({ plot, theme, width, document }), [draw, plot, theme]);

  const { columns, rows } = tableOf(plot);
  return (
    <div className={styles.plot} data-plot>
      {trouble && <p className={styles.failed}>The picture could not be drawn. {trouble}</p>}
      {draw && <Drawing label={describePlot(plot)} draw={drawing} onError={fail} />}
      <details>
        <summary>Numbers</summary>
        <DataTable label={`Numbers of ${describePlot(plot)}`} columns={columns} rows={rows.slice(0, MOST_ROWS)} low />
        {rows.length > MOST_ROWS && (
          <p>
            The first {MOST_ROWS} of {rows.length} rows.
          </p>
        )}
      </details>
    </div>
  );
}

function tableOf(plot: CellPlot): { columns: string[]; rows: number[][] } {
  if (plot.kind === 'lines') {
    const points = plot.lines[0]!.points;
    return {
      columns: [plot.x.label || 'x', ...plot.lines.map(({ name }) => name)],
      rows: points.map(([x], index) => [x, ...plot.lines.map((line) => line.points[index]![1])]),
    };
  }
  const { columns, values } = plot;
  return {
    columns: Array.from({ length: columns }, (_, column) => String(column + 1)),
    rows: Array.from({ length: values.length / columns }, (_, row) => values.slice(row * columns, (row + 1) * columns)),
  };
}
