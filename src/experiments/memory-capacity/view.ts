import type { Series } from '../../lib/drawing/chartParts.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { panels } from '../../lib/drawing/panels.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data, Family, Memory } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';

const memories: readonly { readonly memory: Memory; readonly label: string; readonly quantity: string }[] = [
  { memory: 'vla', label: 'VLA, u = k', quantity: 'vla' },
  { memory: 'ridge', label: 'exact ridge', quantity: 'ridge' },
  { memory: 'linear', label: 'linear', quantity: 'linear' },
  { memory: 'deltanet', label: 'DeltaNet', quantity: 'deltaNet' },
  { memory: 'vlaRandom', label: 'VLA, random u', quantity: 'vlaRandom' },
];

const families: readonly { readonly family: Family; readonly label: string; readonly suffix: string }[] = [
  { family: 'gaussian', label: 'Gaussian keys', suffix: 'Gaussian' },
  { family: 'elu', label: 'elu + 1 keys', suffix: 'Elu' },
];

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    return panels({
      document,
      theme,
      width,
      label: definition.alternative,
      columns: width >= 560 ? 2 : 1,
      height: 290,
      legend: legendOf(theme),
      draw: families.map(
        ({ family, label }) =>
          (size) =>
            lineChart({
              document,
              theme,
              ...size,
              title: label,
              labels: 'none',
              x: { label: 'stored pairs N' },
              y: { label: 'recall', domain: [0, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1] },
              series: [...(recorded ? lines(recorded, family, theme, true) : []), ...lines(data, family, theme, false)],
              references: [{ x: data.headSize, label: 'N = D', style: seriesStyle('published', theme) }],
            }),
      ),
    });
  },

  table: ({ pairs, recall }) => ({
    columns: ['keys', 'pairs N', ...memories.flatMap(({ label }) => [label, '±'])],
    rows: families.flatMap(({ family, label }) =>
      pairs.flatMap((count, i) =>
        count % 8 === 0
          ? [[label, count, ...memories.flatMap(({ memory }) => Object.values(recall[family][memory][i]))]]
          : [],
      ),
    ),
  }),

  quantities: ({ pairs, recall }) => {
    const at = pairs.indexOf(32);
    return families.flatMap(({ family, label, suffix }) =>
      memories.map(({ memory, label: name, quantity }): Quantity => {
        const { mean, deviation } = recall[family][memory][at];
        return {
          name: `${quantity}${suffix}At32`,
          label: `Recall of 32 pairs, ${label}, ${name}`,
          value: mean,
          spread: deviation,
          // Recall counts winners: where two values are nearly as near, rounding decides. 0.01 is 6 of the 640 pairs.
          tolerance: { relative: 0, absolute: 0.01 },
        };
      }),
    );
  },
};

function lines({ pairs, recall }: Data, family: Family, theme: Theme, pale: boolean): Series[] {
  return memories.map(({ memory, label }) => ({
    label,
    style: seriesStyle(memory, theme),
    pale,
    points: recall[family][memory].map(({ mean, deviation }, i) => ({
      x: pairs[i],
      y: mean,
      low: Math.max(0, mean - deviation),
      high: Math.min(1, mean + deviation),
    })),
  }));
}

function legendOf(theme: Theme) {
  return memories.map(({ memory, label }) => ({ label, style: seriesStyle(memory, theme) }));
}
