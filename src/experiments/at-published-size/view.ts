import { dotRows, dotRowsHeight } from '../../lib/drawing/dotRows.ts';
import { panels } from '../../lib/drawing/panels.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { formatNumber } from '../../lib/format.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data, PlannedPart } from './compute.ts';
import { hoursAsIn, hoursOf, runsOf, stepsOf } from './costs.ts';
import { definition, type View } from './definition.ts';
import { labels } from './partIds.ts';

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    const rows = data.parts.map((part) => {
      const before = recorded?.parts.find(({ name }) => name === part.name);
      return {
        label: labels[part.name],
        x: hoursOf(part),
        value: `${formatNumber(hoursOf(part), 2)} h`,
        ...(width >= 560 && { note: `${runsOf(part)} runs of ${stepsOf(part)} steps` }),
        style: seriesStyle('vla', theme),
        ...(before && { recorded: hoursAsIn(before, data) }),
      };
    });
    const all = rows.flatMap(({ x, recorded: before }) => (before === undefined ? [x] : [x, before]));
    const domain = [Math.min(...all) / 2, Math.max(...all) * 2] as const;
    const title = 'Hours of one core, at most';
    const axisLabel = 'hours';
    return panels({
      ...{ document, theme, width, columns: 1, label: definition.alternative },
      height: dotRowsHeight(rows.length),
      draw: [(size) => dotRows({ document, theme, width: size.width, title, rows, domain, axisLabel })],
    });
  },

  table: ({ parts }) => ({
    columns: ['part', 'runs', 'trained by an earlier part', 'most steps', 'seconds a step', 'to', 'hours of one core'],
    rows: parts.map((part) => {
      const seconds = part.models.map(({ stepSeconds }) => stepSeconds);
      return [
        ...[labels[part.name], runsOf(part), part.shared, stepsOf(part)],
        ...[Math.min(...seconds), Math.max(...seconds), hoursOf(part)],
      ];
    }),
  }),

  quantities: ({ parts, whole }) => [
    ...firstRun(parts),
    ...(whole ? parts.flatMap(partQuantities) : []),
    ...(whole && parts.length === Object.keys(labels).length ? sums(parts) : []),
  ],
};

/** A run of VLA at 16 pairs, which is the first model of the first part. */
function firstRun(parts: readonly PlannedPart[]): Quantity[] {
  const first = parts.find(({ name }) => name === 'recall')?.models[0];
  if (!first) return [];
  const { stepSeconds, steps } = first;
  const what = 'VLA after 16 pairs';
  return [
    { name: 'vlaStep', label: `A step of ${what}`, value: stepSeconds, unit: 's', tolerance: null },
    {
      ...{ name: 'vlaRun', label: `A run of ${what}, at most`, unit: 'min', tolerance: null },
      value: (steps * stepSeconds) / 60,
    },
  ];
}

function partQuantities(part: PlannedPart): Quantity[] {
  const title = labels[part.name];
  const counted = { relative: 1e-9, absolute: 0 };
  return [
    { name: `${part.name}Runs`, label: `Runs of “${title}”`, value: runsOf(part), tolerance: counted },
    { name: `${part.name}Hours`, label: `Core-hours of “${title}”`, value: hoursOf(part), unit: 'h', tolerance: null },
  ];
}

function sums(parts: readonly PlannedPart[]): Quantity[] {
  const sum = (of: (part: PlannedPart) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return [
    { name: 'runs', label: 'Runs of all parts', value: sum(runsOf), tolerance: { relative: 1e-9, absolute: 0 } },
    { name: 'hours', label: 'Core-hours of all parts', value: sum(hoursOf), unit: 'h', tolerance: null },
  ];
}
