import type { Series } from '../../lib/drawing/chartParts.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { panels } from '../../lib/drawing/panels.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { operatorLabels } from '../../lib/operators.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data } from './compute.ts';
import type { Scale, View } from './definition.ts';
import { definition, scales } from './definition.ts';
import type { Operator } from './weights.ts';
import { operators } from './weights.ts';

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, view: { measure }, theme, width, document }) {
    const { lengths } = data;
    const [shortest, longest] = [lengths[0], lengths[lengths.length - 1]];
    const alike = [shortest, longest].map((x) => ({ x, y: measure === 'tokens' ? x : 1 }));
    const style = seriesStyle('published', theme);
    return panels({
      document,
      theme,
      width,
      label: definition.alternative,
      columns: width >= 560 ? 2 : 1,
      height: 290,
      legend: [
        ...operators.map((operator) => ({ label: operatorLabels[operator], style: seriesStyle(operator, theme) })),
        { label: 'all tokens alike', style },
      ],
      draw: scales.map(
        ({ scale, label }) =>
          (size) =>
            lineChart({
              document,
              theme,
              ...size,
              title: label,
              labels: 'none',
              x: { label: 'length T', scale: 'log', base: 2, ticks: lengths.filter((_, i) => i % 2 === 0) },
              y:
                measure === 'tokens'
                  ? { label: 'effective number of tokens', scale: 'log', domain: [1, longest] }
                  : { label: 'H / ln T', domain: [0, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1] },
              series: [
                { label: 'all tokens alike', style, points: alike },
                ...(recorded ? lines(recorded, scale, measure, theme, true) : []),
                ...lines(data, scale, measure, theme, false),
              ],
            }),
      ),
    });
  },

  table: ({ lengths, curves }) => ({
    columns: ['weights', 'T', ...operators.flatMap((one) => [`${operatorLabels[one]}: tokens`, 'below zero'])],
    rows: scales.flatMap(({ scale, label }) =>
      lengths.map((length, i) => [
        label,
        length,
        ...operators.flatMap((operator) => {
          const { tokens, negative } = curves[scale][operator];
          return [tokens[i].mean, negative[i].mean];
        }),
      ]),
    ),
  }),

  quantities: ({ lengths, curves }) => {
    const last = lengths.length - 1;
    return scales.flatMap(({ scale, label }) =>
      operators.flatMap((operator): Quantity[] => {
        const { tokens, share, negative } = curves[scale][operator];
        const name = `${operator === 'deltanet' ? 'deltaNet' : operator}${scale[0].toUpperCase()}${scale.slice(1)}`;
        const of = `${operatorLabels[operator]}, ${label[0].toLowerCase()}${label.slice(1)}, at the longest T`;
        const quantity = (suffix: string, what: string, { mean, deviation }: (typeof tokens)[number]): Quantity => ({
          name: `${name}${suffix}`,
          label: `${what}, ${of}`,
          value: mean,
          spread: deviation,
          tolerance: { relative: 1e-3, absolute: 1e-4 },
        });
        return [
          quantity('Tokens', 'Effective number of tokens', tokens[last]),
          quantity('Share', 'Entropy over that of equal weights', share[last]),
          quantity('Negative', 'Share of the weight below zero', negative[last]),
        ];
      }),
    );
  },
};

function lines(
  { lengths, curves }: Data,
  scale: Scale,
  measure: View['measure'],
  theme: Theme,
  pale: boolean,
): Series[] {
  return operators.map((operator: Operator) => ({
    label: operatorLabels[operator],
    style: seriesStyle(operator, theme),
    pale,
    points: curves[scale][operator][measure].map(({ mean, deviation }, i) => ({
      x: lengths[i],
      y: mean,
      low: measure === 'tokens' ? Math.max(1, mean - deviation) : mean - deviation,
      high: mean + deviation,
    })),
  }));
}
