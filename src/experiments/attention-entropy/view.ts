import type { Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import { operatorKey, shortLabel } from '../../lib/operators.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data } from './compute.ts';
import type { Scale, View } from './definition.ts';
import { definition, operators, scales } from './definition.ts';

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, view: { measure }, theme, width, document }) {
    const { lengths } = data;
    const [shortest, longest] = [lengths[0], lengths[lengths.length - 1]];
    const alike = [shortest, longest].map((x) => ({ x, y: measure === 'tokens' ? x : 1 }));
    const style = seriesStyle('published', theme);
    return linePanels({
      document,
      theme,
      width,
      label: definition.alternative,
      height: 290,
      legend: [
        ...operators.map((operator) => ({ label: shortLabel(operator), style: seriesStyle(operator, theme) })),
        { label: 'all tokens alike', style },
      ],
      charts: scales.map(({ scale, label }) => ({
        title: label,
        x: { label: 'length T', scale: 'log', base: 2, ticks: lengths.filter((_, i) => i % 2 === 0) },
        y:
          measure === 'tokens'
            ? { label: 'effective number of tokens', scale: 'log', domain: [1, longest] }
            : { label: 'H / ln T', domain: [0, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1] },
        series: [
          { label: 'all tokens alike', style, points: alike },
          ...overRecorded({ data, recorded }, (one) => lines(one, scale, measure, theme)),
        ],
      })),
    });
  },

  table: ({ lengths, curves }) => ({
    columns: ['weights', 'T', ...operators.flatMap((one) => [`${shortLabel(one)}: tokens`, 'below zero'])],
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
        const name = `${operatorKey(operator)}${capitalized(scale)}`;
        const of = `${shortLabel(operator)}, ${label[0].toLowerCase()}${label.slice(1)}, at the longest T`;
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

function lines({ lengths, curves }: Data, scale: Scale, measure: View['measure'], theme: Theme): Series[] {
  return operators.map((operator) => ({
    label: shortLabel(operator),
    style: seriesStyle(operator, theme),
    points: meanLine({
      x: lengths,
      summaries: curves[scale][operator][measure],
      least: measure === 'tokens' ? 1 : undefined,
    }),
  }));
}
