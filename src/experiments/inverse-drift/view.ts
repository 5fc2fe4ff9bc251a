import type { Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { lateGrowth } from '../../lib/compute/growth.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import type { SeriesName, SeriesStyle } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data, Method } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';
import type { Kind } from './inputs.ts';

const methods: readonly { readonly method: Method; readonly label: string; readonly style: SeriesName }[] = [
  { method: 'float32', label: 'float32', style: 'vla' },
  { method: 'nudge', label: 'float32, nudged', style: 'second' },
  { method: 'float16', label: 'float16', style: 'third' },
  { method: 'bfloat16', label: 'bfloat16', style: 'fourth' },
];

const kinds: readonly {
  readonly kind: Kind;
  readonly title: string;
  readonly label: string;
  readonly suffix: string;
  readonly style: SeriesName;
}[] = [
  { kind: 'random', title: 'Random directions', label: 'random directions', suffix: 'Random', style: 'published' },
  { kind: 'aligned', title: 'Aligned directions', label: 'aligned directions', suffix: 'Aligned', style: 'ridge' },
  {
    kind: 'span',
    title: 'Directions in the span already written',
    label: 'directions in the written span',
    suffix: 'Span',
    style: 'vlaRandom',
  },
];

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    const shown = [data, recorded].flatMap((one) => (one ? [one] : []));
    const errors = (kind: Kind) =>
      shown.flatMap((one) => methods.flatMap(({ method }) => one.errors[method][kind].map(({ mean }) => mean)));
    const every = kinds.flatMap(({ kind }) => errors(kind)).filter((error) => error > 0);
    const x = { label: 'step t', scale: 'log' } as const;
    return linePanels({
      document,
      theme,
      width,
      label: definition.alternative,
      height: 260,
      legend: methods.map(({ label, style }) => ({ label, style: seriesStyle(style, theme) })),
      charts: [
        ...kinds.map(({ kind, title }) => ({
          title,
          x,
          y: { label: 'relative error of A', scale: 'log', domain: decades(every) } as const,
          series: overRecorded({ data, recorded }, ({ steps, errors: all }) =>
            methods.map(({ method, label, style }) => line(label, seriesStyle(style, theme), steps, all[method][kind])),
          ),
        })),
        {
          title: 'Condition number of M',
          labels: 'inside',
          x,
          y: { label: 'largest / smallest eigenvalue', scale: 'log' },
          series: overRecorded({ data, recorded }, ({ steps, condition }) =>
            kinds.map(({ kind, suffix, style }) =>
              line(suffix.toLowerCase(), seriesStyle(style, theme), steps, condition[kind]),
            ),
          ),
        },
      ],
    });
  },

  table: ({ steps, errors, condition }) => ({
    columns: ['directions', 'step', ...methods.map(({ label }) => `error, ${label}`), 'condition number'],
    rows: kinds.flatMap(({ kind, label }) =>
      steps.flatMap((step, i) =>
        i % 4 === (steps.length - 1) % 4
          ? [[label, step, ...methods.map(({ method }) => errors[method][kind][i].mean), condition[kind][i].mean]]
          : [],
      ),
    ),
  }),

  quantities: ({ steps, errors, condition }) => [
    ...methods.flatMap(({ method, label }) =>
      kinds.map(({ kind, label: which, suffix }): Quantity => {
        const { mean, deviation } = errors[method][kind][errors[method][kind].length - 1];
        return {
          name: `${method}${suffix}`,
          label: `Relative error of A after the last step, ${label}, ${which}`,
          value: mean,
          spread: deviation,
          // The error of float32 is made of rounding, which no two backends do alike: only its size is comparable.
          tolerance: method === 'float32' ? { relative: 0, absolute: 5e-6 } : { relative: 1e-4, absolute: 0 },
        };
      }),
    ),
    ...kinds.map(({ kind, label, suffix }): Quantity => {
      const { mean, deviation } = condition[kind][condition[kind].length - 1];
      return {
        name: `condition${suffix}`,
        label: `Condition number of M after the last step, ${label}`,
        value: mean,
        spread: deviation,
        tolerance: { relative: 1e-6, absolute: 0 },
      };
    }),
    ...kinds.map(({ kind, label, suffix }): Quantity => ({
      name: `conditionGrowth${suffix}`,
      label: `Power p with which the condition number of M grows as tᵖ over the last tenfold of steps, ${label}`,
      value: lateGrowth({ steps, values: condition[kind].map(({ mean }) => mean) }),
      tolerance: { relative: 0, absolute: 1e-5 },
    })),
  ],
};

/** An error of exactly zero has no place on the logarithmic axis. */
function line(label: string, style: SeriesStyle, x: readonly number[], summaries: readonly Summary[]): Series {
  const points = meanLine({ x, summaries, scale: 'log' }).filter(({ y }) => y > 0);
  return { label, style, points };
}

/** Whole decades around positive numbers. */
function decades(numbers: readonly number[]): [number, number] {
  return [10 ** Math.floor(Math.log10(Math.min(...numbers))), 10 ** Math.ceil(Math.log10(Math.max(...numbers)))];
}
