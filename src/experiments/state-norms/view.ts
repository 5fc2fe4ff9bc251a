import type { Reference, Series } from '../../lib/drawing/chartParts.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import { figureRoot } from '../../lib/drawing/svg.ts';
import { lateGrowth, riseOverStart } from '../../lib/compute/growth.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import { operatorKey } from '../../lib/operators.ts';
import type { SeriesName, Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data, Operator } from './compute.ts';
import type { Distribution, View } from './definition.ts';
import { definition, distributions } from './definition.ts';

const labels: Readonly<Record<Operator, string>> = {
  linear: 'linear (elu + 1)',
  linearUnit: 'linear (unit keys)',
  deltanet: 'DeltaNet',
  vla: 'VLA',
};

const operators: readonly Operator[] = ['linear', 'linearUnit', 'deltanet', 'vla'];

/** At T = 1,000 of an untrained model, from the source's state-norm figure; its DeltaNet halves the state every token. */
const published: readonly { readonly operator: Operator; readonly norm: number }[] = [
  { operator: 'linear', norm: 1633.9 },
  { operator: 'vla', norm: 14.5 },
  { operator: 'deltanet', norm: 1.2 },
];

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, view: { distribution }, theme, width, document }) {
    const height = Math.max(340, Math.min(420, width * 0.58));
    const label = distributions.find(({ value }) => value === distribution)?.label;
    const chart = lineChart({
      document,
      theme,
      width,
      height,
      title: `Inputs: ${label}`,
      x: { label: 'step t', scale: 'log' },
      y: { label: '‖Sₜ‖, Frobenius norm', scale: 'log' },
      series: overRecorded({ data, recorded }, (one) => lines(one, distribution, theme)),
      references: distribution === 'untrained' ? publishedMarks(theme) : [],
    });
    return figureRoot({ document, theme, width, height, label: definition.alternative, children: [chart] });
  },

  table: ({ steps, norms }) => ({
    columns: ['inputs', 'step', ...operators.flatMap((operator) => [labels[operator], '±'])],
    rows: distributions.flatMap(({ value, label }) =>
      steps.flatMap((step, i) =>
        tabulated.includes(step)
          ? [[label, step, ...operators.flatMap((o) => [norms[value][o][i].mean, norms[value][o][i].deviation])]]
          : [],
      ),
    ),
  }),

  quantities: (data) => [
    ...normQuantities(data),
    ...distributions.flatMap(({ value, label, ratio: name }): Quantity[] => {
      const { ownKeys, unitKeys } = data.ratios[value];
      const tolerance = { relative: 1e-4, absolute: 0 };
      const what = '‖S‖ of linear attention over ‖S‖ of VLA at T = 1,000';
      return [
        { name, label: `${what}: ${label}`, value: ownKeys.mean, spread: ownKeys.deviation, unit: '×', tolerance },
        {
          name: `${name}UnitKeys`,
          label: `${what}, unit-length keys for both: ${label}`,
          value: unitKeys.mean,
          spread: unitKeys.deviation,
          unit: '×',
          tolerance,
        },
      ];
    }),
    ...distributions.flatMap(({ value, label }): Quantity[] => {
      const course = { steps: data.steps, values: data.norms[value].vla.map(({ mean }) => mean) };
      const name = capitalized(value);
      return [
        {
          name: `vlaRise${name}`,
          label: `Largest ‖S‖ of VLA over ‖S‖ after the first write: ${label}`,
          value: riseOverStart(course),
          unit: '×',
          tolerance: { relative: 1e-3, absolute: 0 },
        },
        {
          name: `vlaLateGrowth${name}`,
          label: `Power p with which ‖S‖ of VLA grows as tᵖ over the last tenfold of steps: ${label}`,
          value: lateGrowth(course),
          tolerance: { relative: 0, absolute: 1e-3 },
        },
      ];
    }),
  ],
};

const tabulated: readonly number[] = [1, 10, 100, 1000, 10_000];

function lines({ steps, norms }: Data, distribution: Distribution, theme: Theme): Series[] {
  // Without a feature map linear attention has one kind of keys.
  const shown = operators.filter((operator) => operator !== 'linear' || distribution !== 'zeroMean');
  return shown.map((operator) => ({
    label: labels[operator],
    style: seriesStyle(operator satisfies SeriesName, theme),
    points: meanLine({ x: steps, summaries: norms[distribution][operator], scale: 'log' }),
  }));
}

function publishedMarks(theme: Theme): Reference[] {
  return published.map(({ operator, norm }) => ({
    x: 1000,
    y: norm,
    label: `published ${norm}`,
    style: seriesStyle(operator, theme),
  }));
}

/** Norms of the untrained layer at the published step and at the end of the long run, and the growth in between. */
function normQuantities({ steps, norms }: Data): Quantity[] {
  const tolerance = { relative: 1e-4, absolute: 0 };
  const at = (step: number): Quantity[] =>
    steps.includes(step)
      ? (['linear', 'vla', 'deltanet'] as const).map((operator) => {
          const { mean, deviation } = norms.untrained[operator][steps.indexOf(step)];
          const label = `‖S‖ at step ${step}, ${labels[operator]}, untrained layer`;
          return { name: `${operatorKey(operator)}NormAt${step}`, label, value: mean, spread: deviation, tolerance };
        })
      : [];
  return [...at(1000), ...at(10_000)];
}
