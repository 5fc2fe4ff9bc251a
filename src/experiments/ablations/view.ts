import type { Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import type { SeriesName, Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { recallAxes } from '../memory-capacity/axes.ts';
import type { Data } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';
import { ablations, quoted, type Ablation } from './variants.ts';

const styles: readonly SeriesName[] = ['vla', 'second', 'third', 'fourth'];

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    return linePanels({
      document,
      theme,
      width,
      label: definition.alternative,
      height: 280,
      charts: ablations.map((ablation) => ({
        title: ablation.title,
        ...recallAxes,
        series: overRecorded({ data, recorded }, (one) => lines(one, ablation, theme)),
        labels: 'rows',
      })),
    });
  },

  table: ({ pairs, recall }) => ({
    columns: ['changed', 'to', ...pairs.map((count) => `N = ${count}`)],
    rows: ablations.flatMap(({ name, title, variants }) =>
      variants.map(({ name: variant, label }) => [title, label, ...recall[name]![variant]!.map(({ mean }) => mean)]),
    ),
  }),

  quantities: ({ pairs, recall, formsDifference }) => {
    const at = pairs.indexOf(quoted);
    return [
      ...ablations.flatMap(({ name, title, variants }) =>
        variants.map((variant): Quantity => {
          const { mean, deviation } = recall[name]![variant.name]![at]!;
          return {
            name: `${name}${variant.name}`,
            label: `Recall of ${quoted} pairs, ${title}: ${variant.label}`,
            value: mean,
            spread: deviation,
            // Recall counts winners: where two values are nearly as near, rounding decides. 0.01 is 6 of the 640 pairs.
            tolerance: { relative: 0, absolute: 0.01 },
          };
        }),
      ),
      {
        name: 'formsDifference',
        label: 'Largest relative difference between the forms',
        value: formsDifference,
        // Made of rounding: only its size is comparable.
        tolerance: { relative: 0, absolute: 1e-4 },
      },
    ];
  },
};

function lines({ pairs, recall }: Data, { name, variants }: Ablation, theme: Theme): Series[] {
  return variants.map((variant, i) => ({
    label: variant.label,
    style: seriesStyle(styles[i]!, theme),
    points: meanLine({ x: pairs, summaries: recall[name]![variant.name]!, least: 0, most: 1 }),
  }));
}
