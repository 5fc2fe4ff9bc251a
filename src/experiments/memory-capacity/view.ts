import type { Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import type { Memory } from '../../lib/memories.ts';
import { memoryLabels } from '../../lib/memories.ts';
import { operatorKey } from '../../lib/operators.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { recallAxes } from './axes.ts';
import type { Data, Family } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';

/** From the one that recalls most to the one that recalls least, with Gaussian keys. */
const ordered: readonly Memory[] = ['vla', 'ridge', 'linear', 'deltanet', 'vlaRandom'];

const families: readonly { readonly family: Family; readonly label: string; readonly suffix: string }[] = [
  { family: 'gaussian', label: 'Gaussian keys', suffix: 'Gaussian' },
  { family: 'elu', label: 'elu + 1 keys', suffix: 'Elu' },
];

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    return linePanels({
      document,
      theme,
      width,
      label: definition.alternative,
      height: 290,
      legend: ordered.map((memory) => ({ label: memoryLabels[memory], style: seriesStyle(memory, theme) })),
      charts: families.map(({ family, label }) => ({
        title: label,
        ...recallAxes,
        series: overRecorded({ data, recorded }, (one) => lines(one, family, theme)),
        references: [{ x: data.headSize, label: 'N = D', style: seriesStyle('published', theme) }],
      })),
    });
  },

  table: ({ pairs, recall }) => ({
    columns: ['keys', 'pairs N', ...ordered.flatMap((memory) => [memoryLabels[memory], '±'])],
    rows: families.flatMap(({ family, label }) =>
      pairs.flatMap((count, i) =>
        count % 8 === 0
          ? [[label, count, ...ordered.flatMap((memory) => Object.values(recall[family][memory][i]))]]
          : [],
      ),
    ),
  }),

  quantities: ({ pairs, recall }) => {
    const at = pairs.indexOf(32);
    return families.flatMap(({ family, label, suffix }) =>
      ordered.map((memory): Quantity => {
        const { mean, deviation } = recall[family][memory][at];
        return {
          name: `${operatorKey(memory)}${suffix}At32`,
          label: `Recall of 32 pairs, ${label}, ${memoryLabels[memory]}`,
          value: mean,
          spread: deviation,
          // Recall counts winners: where two values are nearly as near, rounding decides. 0.01 is 6 of the 640 pairs.
          tolerance: { relative: 0, absolute: 0.01 },
        };
      }),
    );
  },
};

function lines({ pairs, recall }: Data, family: Family, theme: Theme): Series[] {
  return ordered.map((memory) => ({
    label: memoryLabels[memory],
    style: seriesStyle(memory, theme),
    points: meanLine({ x: pairs, summaries: recall[family][memory], least: 0, most: 1 }),
  }));
}
