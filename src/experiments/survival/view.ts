import type { Series } from '../../lib/drawing/chartParts.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { panels } from '../../lib/drawing/panels.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Curves, Data, Memory } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';
import type { Family } from './inputs.ts';

const memories: readonly { readonly memory: Memory; readonly label: string; readonly quantity: string }[] = [
  { memory: 'vla', label: 'VLA, u = k', quantity: 'vla' },
  { memory: 'vlaRandom', label: 'VLA, random u', quantity: 'vlaRandom' },
  { memory: 'ridge', label: 'exact ridge', quantity: 'ridge' },
  { memory: 'deltanet', label: 'DeltaNet', quantity: 'deltaNet' },
  { memory: 'linear', label: 'linear', quantity: 'linear' },
];

const families: readonly { readonly family: Family; readonly label: string; readonly suffix: string }[] = [
  { family: 'all', label: 'later keys anywhere', suffix: 'Anywhere' },
  { family: 'written', label: 'later keys in the written span', suffix: 'InSpan' },
];

const measures: readonly {
  readonly measure: keyof Curves;
  readonly axis: string;
  readonly label: string;
  readonly suffix: string;
  readonly scale: 'linear' | 'log';
}[] = [
  { measure: 'left', axis: 'left of the value', label: 'What is left of a value', suffix: 'Left', scale: 'linear' },
  {
    measure: 'disturbance',
    axis: 'everything else in the answer',
    label: 'Length of everything else in the answer',
    suffix: 'Disturbance',
    scale: 'log',
  },
];

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    return panels({
      document,
      theme,
      width,
      label: definition.alternative,
      columns: width >= 560 ? 2 : 1,
      height: 250,
      legend: memories.map(({ memory, label }) => ({ label, style: seriesStyle(memory, theme) })),
      draw: measures.flatMap(({ measure, axis, scale }) =>
        families.map(
          ({ family, label }) =>
            (size) =>
              lineChart({
                document,
                theme,
                ...size,
                title: label[0].toUpperCase() + label.slice(1),
                labels: 'none',
                x: { label: 'further steps n', scale: 'log' },
                y: { label: axis, scale, domain: measure === 'disturbance' ? reach(data) : undefined },
                series: [
                  ...(recorded ? lines(recorded, family, measure, theme, true) : []),
                  ...lines(data, family, measure, theme, false),
                ],
              }),
        ),
      ),
    });
  },

  table: ({ after, curves }) => ({
    columns: ['keys', 'further steps', ...memories.flatMap(({ label }) => [`${label}: left`, 'rest'])],
    rows: families.flatMap(({ family, label }) =>
      after.flatMap((n, i) =>
        tabulated.includes(n)
          ? [
              [
                label,
                n,
                ...memories.flatMap(({ memory }) => {
                  const { left, disturbance } = curves[family][memory];
                  return [left[i].mean, disturbance[i].mean];
                }),
              ],
            ]
          : [],
      ),
    ),
  }),

  quantities: ({ after, curves }) =>
    quoted
      .filter((n) => after.includes(n))
      .flatMap((n) =>
        families.flatMap(({ family, label: keys, suffix: where }) =>
          memories.flatMap(({ memory, label: name, quantity }) =>
            measures.map(({ measure, label, suffix }): Quantity => {
              const { mean, deviation } = curves[family][memory][measure][after.indexOf(n)];
              return {
                name: `${quantity}${suffix}${where}After${n}`,
                label: `${label} after ${n} further steps, ${keys}, ${name}`,
                value: mean,
                spread: deviation,
                tolerance: { relative: 1e-3, absolute: 1e-4 },
              };
            }),
          ),
        ),
      ),
};

const tabulated: readonly number[] = [0, 1, 10, 100, 1000, 10_000];
const quoted: readonly number[] = [0, 10, 100];

/** From the smallest to the largest disturbance of both kinds of later keys, so that the charts can be compared. */
function reach({ curves }: Data): readonly [number, number] {
  const all = families.flatMap(({ family }) =>
    memories.flatMap(({ memory }) =>
      curves[family][memory].disturbance
        .slice(1)
        .flatMap(({ mean, deviation }) => [Math.max(mean - deviation, mean / 10), mean + deviation]),
    ),
  );
  return [Math.min(...all), Math.max(...all)];
}

function lines({ after, curves }: Data, family: Family, measure: keyof Curves, theme: Theme, pale: boolean): Series[] {
  return memories.map(({ memory, label }) => ({
    label,
    style: seriesStyle(memory, theme),
    pale,
    // The logarithmic axis begins at one step; what there was before it is in the table.
    points: curves[family][memory][measure].slice(1).map(({ mean, deviation }, i) => ({
      x: after[i + 1],
      y: mean,
      low: measure === 'left' ? mean - deviation : Math.max(mean - deviation, mean / 10),
      high: mean + deviation,
    })),
  }));
}
