import type { Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { lateGrowth } from '../../lib/compute/growth.ts';
import type { SeriesName, Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';

interface Spectrum {
  readonly matrix: 'penalty' | 'inverse' | 'memory';
  readonly title: string;
  readonly style: SeriesName;
  /** Eigenvalues below this are drawn at the edge: a memory of fewer than D writes has some that are zero. */
  readonly floor: number;
}

const spectra: readonly Spectrum[] = [
  { matrix: 'penalty', title: 'Penalty M', style: 'second', floor: 0 },
  { matrix: 'inverse', title: 'Inverse A', style: 'vla', floor: 0 },
  { matrix: 'memory', title: 'Memory SᵀS', style: 'third', floor: 1e-4 },
];

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    const x = { label: 'step t', scale: 'log' } as const;
    return linePanels({
      document,
      theme,
      width,
      label: definition.alternative,
      height: 240,
      charts: [
        ...spectra.map((spectrum) => ({
          title: spectrum.title,
          x,
          y: { label: 'eigenvalues', scale: 'log' } as const,
          series: [
            // Behind a live result, the middle of what is recorded is enough.
            ...(recorded ? bands(recorded, spectrum, theme).slice(1) : []).map((one) => ({ ...one, pale: true })),
            ...bands(data, spectrum, theme),
          ],
          references:
            spectrum.matrix === 'memory'
              ? [{ y: 1, label: 'eigenvalue 1', below: true, style: seriesStyle('published', theme) }]
              : [],
        })),
        {
          title: 'Condition number of A',
          x,
          y: { label: 'largest / smallest eigenvalue', scale: 'log' },
          series: overRecorded({ data, recorded }, ({ steps, condition }) => [
            {
              label: 'condition number',
              style: seriesStyle('ridge', theme),
              points: meanLine({ x: steps, summaries: condition, least: 1 }),
            },
          ]),
        },
      ],
    });
  },

  table: ({ steps, penalty, inverse, memory, condition }) => ({
    columns: [
      'step',
      ...['M', 'A', 'SᵀS'].flatMap((name) => [`${name} smallest`, `${name} median`, `${name} largest`]),
      'condition number',
    ],
    rows: steps.flatMap((step, i) =>
      i % 4 === (steps.length - 1) % 4
        ? [
            [
              step,
              ...[penalty, inverse, memory].flatMap(({ smallest, median, largest }) => [
                smallest[i],
                median[i],
                largest[i],
              ]),
              condition[i].mean,
            ],
          ]
        : [],
    ),
  }),

  quantities: ({ steps, final, condition, inverseDeviation }) => {
    const { mean, deviation } = condition[condition.length - 1];
    const named: readonly [keyof typeof final, string][] = [
      ['penaltyLargest', 'Largest eigenvalue of M after the last step'],
      ['penaltySmallest', 'Smallest eigenvalue of M after the last step'],
      ['memoryLargest', 'Largest eigenvalue of SᵀS after the last step'],
      ['memoryMedian', 'Median eigenvalue of SᵀS after the last step'],
      ['memorySmallest', 'Smallest eigenvalue of SᵀS after the last step'],
    ];
    return [
      ...named.map(([name, label]): Quantity => ({
        name,
        label,
        value: final[name].mean,
        spread: final[name].deviation,
        tolerance: { relative: 1e-3, absolute: 0 },
      })),
      {
        name: 'memoryShareNearOne',
        label: 'Share of the eigenvalues of SᵀS between 1/2 and 2 after the last step',
        value: final.memoryNearOne.mean,
        spread: final.memoryNearOne.deviation,
        // A count: one of the eigenvalues of all seeds may cross a bound through rounding.
        tolerance: { relative: 0, absolute: 0.01 },
      },
      {
        name: 'conditionNumber',
        label: 'Condition number of A after the last step',
        value: mean,
        spread: deviation,
        tolerance: { relative: 1e-3, absolute: 0 },
      },
      {
        name: 'conditionGrowth',
        label: 'Power p with which the condition number of A grows as tᵖ over the last tenfold of steps',
        value: lateGrowth({ steps, values: condition.map((summary) => summary.mean) }),
        tolerance: { relative: 0, absolute: 1e-3 },
      },
      {
        name: 'inverseDeviation',
        label: 'Largest relative difference between an eigenvalue of the float32 A and of the exact inverse',
        value: inverseDeviation,
        // Made of rounding: only its size is comparable.
        tolerance: { relative: 0, absolute: 1e-4 },
      },
    ];
  },
};

/** The whole range, and the middle of it. */
function bands(data: Data, { matrix, style, floor }: Spectrum, theme: Theme): Series[] {
  const { smallest, tenth, median, ninetieth, largest } = data[matrix];
  const between = (low: readonly number[], high: readonly number[]): Series => ({
    label: 'median',
    style: seriesStyle(style, theme),
    points: data.steps.map((x, i) => ({
      x,
      y: Math.max(median[i], floor),
      low: Math.max(low[i], floor),
      high: Math.max(high[i], floor),
    })),
  });
  return [between(smallest, largest), between(tenth, ninetieth)];
}
