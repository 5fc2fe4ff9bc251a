import type { Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import { memories, memoryLabels } from '../../lib/memories.ts';
import { operatorKey } from '../../lib/operators.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Curves, Data } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';
import type { Family } from './inputs.ts';

const families: readonly { readonly family: Family; readonly label: string; readonly suffix: string }[] = [
  { family: 'all', label: 'later keys anywhere', suffix: 'Anywhere' },
  { family: 'written', label: 'later keys in the written span', suffix: 'InSpan' },
];

type Scale = 'linear' | 'log';

const measures: readonly {
  readonly measure: keyof Curves;
  readonly axis: string;
  readonly label: string;
  readonly suffix: string;
  readonly scale: Scale;
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
    return linePanels({
      document,
      theme,
      width,
      label: definition.alternative,
      height: 250,
      legend: memories.map((memory) => ({ label: memoryLabels[memory], style: seriesStyle(memory, theme) })),
      charts: measures.flatMap(({ measure, axis, scale }) =>
        families.map(({ family, label }) => ({
          title: capitalized(label),
          x: { label: 'further steps n', scale: 'log' },
          y: { label: axis, scale, domain: measure === 'disturbance' ? reach(data) : undefined },
          series: overRecorded({ data, recorded }, (one) => lines(one, family, measure, scale, theme)),
        })),
      ),
    });
  },

  table: ({ after, curves }) => ({
    columns: ['keys', 'further steps', ...memories.flatMap((memory) => [`${memoryLabels[memory]}: left`, 'rest'])],
    rows: families.flatMap(({ family, label }) =>
      after.flatMap((n, i) =>
        tabulated.includes(n)
          ? [
              [
                label,
                n,
                ...memories.flatMap((memory) => {
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
          memories.flatMap((memory) =>
            measures.map(({ measure, label, suffix }): Quantity => {
              const { mean, deviation } = curves[family][memory][measure][after.indexOf(n)];
              return {
                name: `${operatorKey(memory)}${suffix}${where}After${n}`,
                label: `${label} after ${n} further steps, ${keys}, ${memoryLabels[memory]}`,
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
    memories.flatMap((memory) =>
      curves[family][memory].disturbance
        .slice(1)
        .flatMap(({ mean, deviation }) => [Math.max(mean - deviation, mean / 10), mean + deviation]),
    ),
  );
  return [Math.min(...all), Math.max(...all)];
}

function lines({ after, curves }: Data, family: Family, measure: keyof Curves, scale: Scale, theme: Theme): Series[] {
  return memories.map((memory) => ({
    label: memoryLabels[memory],
    style: seriesStyle(memory, theme),
    // The logarithmic axis begins at one step; what there was before it is in the table.
    points: meanLine({ x: after.slice(1), summaries: curves[family][memory][measure].slice(1), scale }),
  }));
}
