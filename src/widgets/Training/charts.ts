import type uPlot from 'uplot';
import { inks, seriesStyle, type Theme } from '../../lib/palette.ts';
import type { RacerState } from './state.ts';

/** What uPlot draws; its size comes from the page. */
export interface ChartContent {
  readonly options: Omit<uPlot.Options, 'width' | 'height'>;
  readonly data: uPlot.AlignedData;
}

interface ChartFrame {
  /** Right end of the horizontal axis. */
  readonly steps: number;
  readonly theme: Theme;
}

export function lossChart(racers: readonly RacerState[], frame: ChartFrame): ChartContent {
  const [steps, losses] = aligned(
    racers.map(({ points }) => points),
    ({ loss }) => [loss],
  );
  const highest = Math.max(1, ...losses.flat().filter((loss) => loss !== null));
  return {
    options: chartOptions(
      frame,
      [0, highest],
      racers.map(({ mixer }) => lineOf(mixer, frame.theme, 1.25)),
    ),
    data: [steps, ...losses] as uPlot.AlignedData,
  };
}

export function scoreChart(racers: readonly RacerState[], frame: ChartFrame): ChartContent {
  const [steps, scores] = aligned(
    racers.map(({ scores }) => scores),
    ({ exactMatch, accuracy }) => [exactMatch, accuracy],
  );
  const series = racers.flatMap(({ mixer }) => [lineOf(mixer, frame.theme, 2.25), lineOf(mixer, frame.theme, 0.9)]);
  return { options: chartOptions(frame, [0, 1], series), data: [steps, ...scores] as uPlot.AlignedData };
}

/** Steps of all racers, ascending, and for each racer the columns of its items there, null where it has none. */
function aligned<Item extends { readonly step: number }>(
  racers: readonly (readonly Item[])[],
  columns: (item: Item) => number[],
): [number[], (number | null)[][]] {
  const steps = [...new Set(racers.flatMap((items) => items.map(({ step }) => step)))].sort((a, b) => a - b);
  const width = columns(racers.flat()[0] ?? ({} as Item)).length;
  const rows = racers.flatMap((items) => {
    const found = new Map(items.map((item) => [item.step, columns(item)]));
    return Array.from({ length: width }, (_, column) => steps.map((step) => found.get(step)?.[column] ?? null));
  });
  return [steps, rows];
}

/** How a line of a chart looks. */
export function lineOf(mixer: string, theme: Theme, width: number): uPlot.Series {
  const { color, dash } = seriesStyle(mixer as never, theme);
  return { stroke: color, width, dash: dash?.split(' ').map(Number), spanGaps: true, points: { show: false } };
}

/** Axes and lines of a chart against the step. */
export function chartOptions({ steps, theme }: ChartFrame, [low, high]: [number, number], series: uPlot.Series[]) {
  const { muted, grid } = inks[theme];
  const axis: uPlot.Axis = {
    stroke: muted,
    font: '12px "Inter Variable", system-ui, sans-serif',
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1, size: 4 },
  };
  return {
    scales: { x: { time: false, range: [0, steps] }, y: { range: [low, high] } },
    axes: [
      { ...axis, grid: { show: false }, space: 60, size: 32 },
      { ...axis, size: 40 },
    ],
    series: [{}, ...series],
    legend: { show: false },
    cursor: { show: false },
  } satisfies ChartContent['options'];
}
