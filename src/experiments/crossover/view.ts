import type { Reference, Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { formLabels } from '../../lib/operators.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data, Point } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';

interface Compared {
  readonly key: 'softmax' | 'tfjs';
  readonly label: string;
  /** Name in the quantities. */
  readonly suffix: string;
  readonly series: 'softmax' | 'second';
}

const compared: readonly Compared[] = [
  { key: 'softmax', label: 'softmax, tiled kernel', suffix: 'Softmax', series: 'softmax' },
  { key: 'tfjs', label: 'softmax, TensorFlow.js', suffix: 'Tfjs', series: 'second' },
];

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    const parity: Reference = { x: data.parity, label: '', style: seriesStyle('published', theme) };
    const x = { label: 'tokens T', scale: 'log', base: 2, ticks: ticksOf(data) } as const;
    return linePanels({
      document,
      theme,
      width,
      label: definition.alternative,
      height: 310,
      legend: [
        { label: 'VLA', style: seriesStyle('vla', theme) },
        ...shown(data).map(entry(theme)),
        { label: 'equal operations, equal times', style: seriesStyle('published', theme) },
      ],
      charts: [
        {
          title: 'Time of one forward pass',
          x,
          y: { label: 'milliseconds', scale: 'log' },
          series: overRecorded({ data, recorded }, (one) => times(one, theme)),
          references: [parity],
        },
        {
          title: 'Softmax over VLA',
          x,
          y: { label: 'ratio of times', scale: 'log' },
          series: overRecorded({ data, recorded }, (one) => ratios(one, theme)),
          references: [parity, { y: 1, label: '', style: seriesStyle('published', theme) }],
        },
      ],
    });
  },

  table: ({ points, untimed = [] }) => ({
    columns: ['tokens', 'form of VLA', 'VLA ms', 'softmax ms', 'softmax / VLA', 'p10', 'p90', 'tfjs ms', 'tfjs / VLA'],
    rows: [
      ...untimed.map((T) => [T, 'too short to be timed here', '', '', '', '', '', '', '']),
      ...points.map(({ T, form, vla, softmax, softmaxRatio, tfjs, tfjsRatio }) => [
        T,
        formLabels[form],
        vla,
        softmax,
        softmaxRatio.median,
        softmaxRatio.p10,
        softmaxRatio.p90,
        tfjs ?? 'not run',
        tfjsRatio?.median ?? '',
      ]),
    ],
  }),

  quantities: ({ crossovers, parity, points }) => [
    ...compared.flatMap(({ key, label, suffix }): Quantity[] => {
      const value = crossovers[key];
      const name = `crossover${suffix}`;
      const text = `Length from which on VLA is no slower than ${label} (${points[0]!.T} is the shortest measured)`;
      return value === null ? [] : [{ name, label: text, value, unit: 'tokens', tolerance: null }];
    }),
    {
      name: 'parity',
      label: 'Length at which both need the same number of operations',
      value: parity,
      unit: 'tokens',
      tolerance: { relative: 1e-6, absolute: 0 },
    },
    ...longestRatios(points),
  ],
};

function longestRatios(points: readonly Point[]): Quantity[] {
  return compared.flatMap(({ key, label, suffix }): Quantity[] => {
    const last = [...points].reverse().find((point) => point[`${key}Ratio`] !== null);
    if (!last) return [];
    const ratio = last[`${key}Ratio`]!.median;
    const what = `the longest length measured, ${label}`;
    return [
      { name: `ratio${suffix}`, label: `Time of softmax over time of VLA at ${what}`, value: ratio, tolerance: null },
      { name: `longest${suffix}`, label: `Tokens at ${what}`, value: last.T, unit: 'tokens', tolerance: null },
    ];
  });
}

function shown({ points }: Data): readonly Compared[] {
  return compared.filter(({ key }) => points.some((point) => point[key] !== null));
}

function entry(theme: Theme) {
  return ({ label, series }: Compared) => ({ label, style: seriesStyle(series, theme) });
}

function times(data: Data, theme: Theme): Series[] {
  const { points } = data;
  const vla = points.map((point) => ({ x: point.T, y: point.vla }));
  return [
    { label: 'VLA', style: seriesStyle('vla', theme), points: vla },
    ...shown(data).map((one) => ({
      ...entry(theme)(one),
      points: points.flatMap((point) => (point[one.key] === null ? [] : [{ x: point.T, y: point[one.key]! }])),
    })),
  ];
}

function ratios(data: Data, theme: Theme): Series[] {
  return shown(data).map((one) => ({
    ...entry(theme)(one),
    points: data.points.flatMap((point) => {
      const ratio = point[`${one.key}Ratio`];
      return ratio === null ? [] : [{ x: point.T, y: ratio.median, low: ratio.p10, high: ratio.p90 }];
    }),
  }));
}

/** Powers of four of the shortest length: space for their numbers on a phone. */
function ticksOf({ points }: Data): number[] {
  return points.map(({ T }) => T).filter((T) => Number.isInteger(Math.log2(T / 64) / 2));
}
