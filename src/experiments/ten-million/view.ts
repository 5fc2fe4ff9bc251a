import type { Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import type { SeriesName, Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data, RunName, Track } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';

const runs: readonly { readonly name: RunName; readonly label: string; readonly style: SeriesName }[] = [
  { name: 'float64', label: 'float64', style: 'ridge' },
  { name: 'float32', label: 'float32', style: 'vla' },
  { name: 'nudged', label: 'float32 with the nudge', style: 'third' },
];

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    const x = { label: 'tokens', scale: 'log' } as const;
    const lines =
      (...parts: (keyof Track)[]) =>
      (one: Data): Series[] =>
        runs.flatMap(({ name, label, style }) => parts.map((part) => line(one, { name, label, style, part, theme })));
    const drawn = (...parts: (keyof Track)[]): Series[] => [...overRecorded({ data, recorded }, lines(...parts))];
    const one = { y: 1, label: '1', style: seriesStyle('published', theme) };
    return linePanels({
      document,
      theme,
      width,
      label: definition.alternative,
      height: 240,
      legend: runs.map(({ label, style }) => ({ label, style: seriesStyle(style, theme) })),
      charts: [
        {
          title: 'A, largest and smallest',
          x,
          y: { label: 'eigenvalues', scale: 'log' },
          series: drawn('largest', 'smallest'),
          references: [one],
        },
        {
          title: 'A against the exact inverse',
          x,
          y: { label: 'relative difference', scale: 'log' },
          series: drawn('deviation'),
        },
        {
          title: 'Memory SᵀS, largest and smallest',
          x,
          y: { label: 'eigenvalues', scale: 'log' },
          series: drawn('memoryLargest', 'memorySmallest'),
          references: [one],
        },
      ],
    });
  },

  table: ({ steps, tracks }) => ({
    columns: [
      'tokens',
      ...runs.flatMap(({ label }) => ['A largest', 'A smallest', 'difference'].map((part) => `${label}, ${part}`)),
    ],
    rows: steps.flatMap((step, i) =>
      i % 4 === (steps.length - 1) % 4
        ? [
            [
              step,
              ...runs.flatMap(({ name }) => {
                const { largest, smallest, deviation } = tracks[name];
                return [largest, smallest, deviation].map((values) => values[i] ?? 'not finite');
              }),
            ],
          ]
        : [],
    ),
  }),

  quantities: ({ tracks, memoryNearOne, finiteTokens }) =>
    runs.flatMap(({ name, label }): Quantity[] => {
      const { largest, smallest, deviation, memoryLargest } = tracks[name];
      const at = (part: string, what: string, value: number, relative: number): Quantity => ({
        name: `${name}${capitalized(part)}`,
        label: `${what}, ${label}`,
        value,
        // Rounding errors of millions of steps are the same only where every product is rounded the same.
        tolerance: { relative, absolute: 1e-9 },
      });
      return [
        at('largest', 'Largest eigenvalue of A after the last token', largest.at(-1) ?? 0, 0.05),
        at('smallest', 'Smallest eigenvalue of A after the last token', smallest.at(-1) ?? 0, 0.05),
        at(
          'deviation',
          'Relative difference of A from the exact inverse after the last token',
          deviation.at(-1) ?? 0,
          0.2,
        ),
        at('memoryLargest', 'Largest eigenvalue of SᵀS after the last token', memoryLargest.at(-1) ?? 0, 0.05),
        at(
          'memoryNearOne',
          'Share of the eigenvalues of SᵀS between 1/2 and 2 after the last token',
          memoryNearOne[name],
          0.2,
        ),
        at('finiteTokens', 'Tokens after which all numbers were finite', finiteTokens[name], 0),
      ];
    }),
};

interface Line {
  readonly name: RunName;
  readonly label: string;
  readonly style: SeriesName;
  readonly part: keyof Track;
  readonly theme: Theme;
}

/** A logarithmic axis has no zero: what lies below is drawn at its edge. */
const LEAST = 1e-17;

function line({ steps, tracks }: Data, { name, label, style, part, theme }: Line): Series {
  const values = tracks[name][part];
  const points = values.map((y, i) => ({ x: steps[i]!, y: Math.max(y, LEAST) }));
  // A memory of fewer writes than dimensions has eigenvalues that are zero.
  return {
    label,
    style: seriesStyle(style, theme),
    points: part === 'memorySmallest' ? points.filter(({ y }) => y > 1e-12) : points,
  };
}
