import { lineChart } from '../../lib/drawing/lineChart.ts';
import type { Series } from '../../lib/drawing/chartParts.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import { figureRoot } from '../../lib/drawing/svg.ts';
import type { ExperimentView } from '../../lib/experiment.ts';
import type { SeriesName, Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Curve, Data } from './compute.ts';
import { definition } from './definition.ts';
import type { View } from './definition.ts';

const names: readonly SeriesName[] = ['vla', 'second', 'third'];

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    const height = Math.max(300, Math.min(380, width * 0.55));
    const highest = Math.max(...[data, recorded].flatMap((one) => one?.curves ?? []).flatMap((one) => one.highest));
    const chart = lineChart({
      document,
      theme,
      width,
      height,
      x: { label: 'step t' },
      y: { label: 'spectral norm of I − k α̂ᵀ', domain: [0.97, highest + 0.01] },
      series: overRecorded({ data, recorded }, (one) => lines(one, theme)),
      references: [
        { y: 1, label: 'spectral radius 1', below: true, style: seriesStyle('published', theme) },
        ...data.curves.flatMap(({ sampled }, i) =>
          sampled.map(({ step, norm }) => ({ x: step, y: norm, label: '', style: seriesStyle(names[i], theme) })),
        ),
      ],
      dots: data.curves.flatMap(({ sampled }, i) =>
        sampled.map(({ step, closedForm }) => ({ x: step, y: closedForm, style: seriesStyle(names[i], theme) })),
      ),
    });
    return figureRoot({ document, theme, width, height, label: definition.alternative, children: [chart] });
  },

  table: (data) => ({
    columns: ['λ₀', 'largest norm, mean over seeds', 'standard deviation', 'norm at the last steps'],
    rows: data.curves.map(({ lambda0, largest, mean }) => [
      lambda0,
      largest.mean,
      largest.deviation,
      mean[mean.length - 1],
    ]),
  }),

  quantities: (data) => [
    ...data.curves.map(({ lambda0, largest }) => ({
      name: `maxNormLambda${String(lambda0).replace('.', '')}`,
      label: `Largest spectral norm along the sequence, λ₀ = ${lambda0}`,
      value: largest.mean,
      spread: largest.deviation,
      tolerance: { relative: 1e-4, absolute: 0 },
    })),
    {
      name: 'maxClosedFormDeviation',
      label: 'Largest difference between the numeric norm and the closed form',
      value: data.closedFormDeviation,
      // Rounding of two float64 computations, so anything of that size agrees.
      tolerance: { relative: 0, absolute: 1e-12 },
    },
    {
      name: 'maxRadiusDeviation',
      label: 'Largest difference between the numeric spectral radius and 1',
      value: data.radiusDeviation,
      tolerance: { relative: 0, absolute: 1e-6 },
    },
  ],
};

function lines(data: Data, theme: Theme): Series[] {
  return data.curves.map((curve, i) => ({
    label: `λ₀ = ${curve.lambda0}`,
    style: seriesStyle(names[i], theme),
    points: points(curve),
  }));
}

function points({ steps, mean, lowest, highest }: Curve) {
  return steps.map((x, i) => ({ x, y: mean[i], low: lowest[i], high: highest[i] }));
}
