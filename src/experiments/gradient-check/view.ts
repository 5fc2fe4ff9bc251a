import type { DotRow } from '../../lib/drawing/dotRows.ts';
import { dotRows, dotRowsHeight } from '../../lib/drawing/dotRows.ts';
import { panels } from '../../lib/drawing/panels.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { formatNumber } from '../../lib/format.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Checked, Data } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';

const measures = [
  { measure: 'differences', title: 'Closed form and central differences', domain: [3e-14, 3e-7] },
  { measure: 'device', title: 'float32 here and float64', domain: [5e-9, 3e-5] },
] as const;

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    return panels({
      document,
      theme,
      width,
      label: definition.alternative,
      columns: width >= 560 ? 2 : 1,
      height: dotRowsHeight(data.cases.length),
      draw: measures.map(
        ({ measure, title, domain }) =>
          ({ width: panelWidth }) =>
            dotRows({
              document,
              theme,
              width: panelWidth,
              title,
              rows: data.cases.map((one) => rowOf(one, measure, recorded, theme, domain)),
              domain,
              axisLabel: 'relative difference',
            }),
      ),
    });
  },

  table: ({ cases }) => ({
    columns: [
      'operator and options',
      'closed form − central differences',
      'largest',
      'float32 on the processor − float64',
      'float32 here − float64',
      'largest',
      'computed on',
    ],
    rows: cases.map(({ label, differences, largestDifference, processor, device, largestDevice, ranOn }) => [
      label,
      differences.mean,
      largestDifference,
      processor.mean,
      device.mean,
      largestDevice,
      ranOn,
    ]),
  }),

  quantities: ({ cases }) => [
    ...cases.flatMap(({ id, label, differences, device }): Quantity[] => [
      {
        name: `${id}Differences`,
        label: `Closed form against central differences, float64, ${label}`,
        value: differences.mean,
        spread: differences.deviation,
        // Made of rounding, so that only its size is comparable: a wrong gradient is off by far more.
        tolerance: { relative: 0, absolute: 1e-6 },
      },
      {
        name: `${id}Float32`,
        label: `float32 against float64, ${label}`,
        value: device.mean,
        spread: device.deviation,
        tolerance: { relative: 0, absolute: 1e-4 },
      },
    ]),
    {
      name: 'largestDifferences',
      label: 'Closed form against central differences, float64, largest over operators, options and seeds',
      value: Math.max(...cases.map(({ largestDifference }) => largestDifference)),
      tolerance: { relative: 0, absolute: 1e-6 },
    },
    {
      name: 'largestFloat32',
      label: 'float32 against float64, largest over operators, options and seeds',
      value: Math.max(...cases.map(({ largestDevice }) => largestDevice)),
      tolerance: { relative: 0, absolute: 1e-4 },
    },
  ],
};

function rowOf(
  one: Checked,
  measure: 'differences' | 'device',
  recorded: Data | undefined,
  theme: Theme,
  [low, high]: readonly [number, number],
): DotRow {
  const place = (value: number): number => Math.min(high, Math.max(low, value));
  const { mean } = one[measure];
  const known = recorded?.cases.find(({ id }) => id === one.id);
  return {
    label: one.label,
    x: place(mean),
    value: formatNumber(mean, 2),
    note: measure === 'device' && one.ranOn !== 'webgpu' ? 'on the processor' : undefined,
    style: seriesStyle(one.operator, theme),
    recorded: known && place(known[measure].mean),
  };
}
