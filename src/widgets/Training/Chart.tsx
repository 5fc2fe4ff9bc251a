import { useEffect, useRef, useState, type ReactNode } from 'react';
import './languageTag.ts';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartContent } from './charts.ts';
import styles from './styles.module.css';

interface ChartProps extends ChartContent {
  readonly title: string;
  /** Text alternative. */
  readonly label: string;
}

const height = 220;

/** A line chart on a canvas, cheap enough to be redrawn while its lines grow. */
export default function Chart({ title, label, options, data }: ChartProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);

  // What it looks like changes with the theme and the scales, and then it is made anew; new numbers only move its lines.
  const look = JSON.stringify([options, width]);
  useEffect(() => {
    if (!frame.current || width === 0) return;
    const made = new uPlot({ ...options, width, height }, data, frame.current);
    // Drawn at once, and not at the end of the task: a print may come before.
    made.batch(() => undefined);
    plot.current = made;
    return () => made.destroy();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `look` has the options, the next effect sets the data
  }, [look]);
  useEffect(() => plot.current?.setData(data), [data]);

  return (
    <div className={styles.chart}>
      <p aria-hidden="true">{title}</p>
      <div ref={frame} role="img" aria-label={label} />
    </div>
  );
}
