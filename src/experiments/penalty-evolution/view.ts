import { colorBar, heatmap } from '../../lib/drawing/heatmap.ts';
import type { Series } from '../../lib/drawing/chartParts.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { legend, legendHeight } from '../../lib/drawing/legend.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import { at, element, figureRoot, type } from '../../lib/drawing/svg.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { formatNumber } from '../../lib/format.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';
import type { Parameterisation } from './inputs.ts';

const names: readonly { readonly name: Parameterisation; readonly label: string; readonly suffix: string }[] = [
  { name: 'rank1', label: 'rank 1, u = Wk', suffix: 'Rank1' },
  { name: 'rankR', label: 'rank r', suffix: 'RankR' },
  { name: 'kernelised', label: 'kernelised', suffix: 'Kernelised' },
  { name: 'keys', label: 'u = k', suffix: 'Keys' },
];

const groups = [
  { group: 'relevant', label: 'on relevant tokens', style: 'vla' },
  { group: 'irrelevant', label: 'on irrelevant tokens', style: 'second' },
] as const;

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, view: { step }, theme, width, document }) {
    const frame = nearest(data.steps, step);
    const columns = width >= 600 ? 4 : 2;
    const gap = 18;
    const panelWidth = (width - gap * (columns - 1)) / columns;
    const square = Math.max(2, Math.floor(Math.min(150, panelWidth) / data.headSize));
    const side = square * data.headSize;
    const largest = Math.max(...names.flatMap(({ name }) => last(data.courses[name].penalties).map(Math.abs)));
    const highest = Math.max(
      ...[data, recorded]
        .flatMap((one) =>
          one
            ? Object.values(one.courses).flatMap(({ relevant, irrelevant }) => [last(relevant), last(irrelevant)])
            : [],
        )
        .map(({ mean, deviation }) => mean + deviation),
    );
    const chartHeight = 190;
    const entries = groups.map(({ label, style }) => ({ label: `penalty ${label}`, style: seriesStyle(style, theme) }));
    const [top, rowHeight] = [legendHeight(entries, width) + 10, 22 + side + 14 + chartHeight + 24];
    const panel = ({ name, label }: (typeof names)[number]): Element => {
      const title = name === 'rankR' ? `rank ${data.rank}` : label;
      const course = data.courses[name];
      return element(document, 'g', {}, [
        element(document, 'text', { y: 12, 'font-size': type.title, 'font-weight': 600 }, title),
        at(
          0,
          22,
          heatmap({
            document,
            theme,
            values: mirrored(course.penalties[frame], data.headSize),
            columns: data.headSize,
            largest,
            square,
          }),
        ),
        at(
          0,
          22 + side + 14,
          lineChart({
            document,
            theme,
            width: panelWidth,
            height: chartHeight,
            labels: 'none',
            x: { label: 'step t' },
            y: { label: 'penalty ûᵀMû', domain: [0, highest] },
            series: overRecorded({ data, recorded }, (one) => lines(one, name, theme)),
            cursor: data.steps[frame],
          }),
        ),
      ]);
    };
    const rows = names.length / columns;
    const below = top + rows * rowHeight;
    return figureRoot({
      document,
      theme,
      width,
      height: below + 34,
      label: definition.alternative,
      children: [
        legend({ document, theme, entries, width, y: 0 }),
        ...names.map((one, i) =>
          at((i % columns) * (panelWidth + gap), top + Math.floor(i / columns) * rowHeight, panel(one)),
        ),
        at(
          0,
          below,
          colorBar({
            document,
            theme,
            width: 160,
            low: `−${formatNumber(largest)}`,
            high: formatNumber(largest),
            note: `entries of M after step ${data.steps[frame]}`,
          }),
        ),
      ],
    });
  },

  table: ({ steps, courses, rank }) => ({
    columns: ['directions', 'step', 'penalty on relevant tokens', '±', 'on irrelevant tokens', '±'],
    rows: names.flatMap(({ name, label }) =>
      [nearest(steps, 1), nearest(steps, last(steps) / 4), nearest(steps, last(steps) / 2), steps.length - 1].map(
        (i) => [
          name === 'rankR' ? `rank ${rank}` : label,
          steps[i],
          ...Object.values(courses[name].relevant[i]),
          ...Object.values(courses[name].irrelevant[i]),
        ],
      ),
    ),
  }),

  quantities: (data) => [
    ...names.flatMap(({ name, label, suffix }): Quantity[] => {
      const { finalRatio, finalTrace, finalTopShare } = data.courses[name];
      const quantity = (key: string, what: string, { mean, deviation }: typeof finalRatio): Quantity => ({
        name: `${key}${suffix}`,
        label: `${what}, ${label}`,
        value: mean,
        spread: deviation,
        tolerance: { relative: 1e-4, absolute: 0 },
      });
      return [
        quantity('ratio', 'Penalty on irrelevant over relevant tokens at the end', finalRatio),
        quantity('trace', 'Trace of M at the end', finalTrace),
        quantity('topShare', 'Largest eigenvalue of M over its trace at the end', finalTopShare),
      ];
    }),
    {
      name: 'inverseDeviation',
      label: 'Largest relative difference between the inverse of the kernel’s A and λ₀I + Σuuᵀ',
      value: data.inverseDeviation,
      // Made of rounding: only its size is comparable.
      tolerance: { relative: 0, absolute: 5e-5 },
    },
  ],
};

function lines({ steps, courses }: Data, name: Parameterisation, theme: Theme): Series[] {
  return groups.map(({ group, label, style }) => ({
    label,
    style: seriesStyle(style, theme),
    points: meanLine({ x: steps, summaries: courses[name][group] }),
  }));
}

/** The full symmetric matrix, row by row, of its lower triangle. */
function mirrored(triangle: readonly number[], size: number): number[] {
  const entry = (i: number, j: number): number => triangle[(i * (i + 1)) / 2 + j];
  return Array.from({ length: size * size }, (_, n) => {
    const [i, j] = [Math.floor(n / size), n % size];
    return entry(Math.max(i, j), Math.min(i, j));
  });
}

/** Index of the step closest to the wanted one. */
function nearest(steps: readonly number[], wanted: number): number {
  const distances = steps.map((step) => Math.abs(step - wanted));
  return distances.indexOf(Math.min(...distances));
}

function last<Item>(items: readonly Item[]): Item {
  return items[items.length - 1];
}
