import { summary } from '../../lib/compute/statistics.ts';
import type { Dot, Series } from '../../lib/drawing/chartParts.ts';
import type { LinePanelsArguments } from '../../lib/drawing/linePanels.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { SizedData, SizedRun } from './data.ts';
import type { EntrantName } from './entrants.ts';
import { shown } from './entrantLabels.ts';
import { accuraciesAt, accuracyAfter, runsAt } from './points.ts';
import { headSize, recall } from './sizes.ts';

export interface PublishedPoint {
  readonly name: EntrantName;
  readonly size: number;
  readonly accuracy: number;
}

type Chart = LinePanelsArguments['charts'][number];

interface ChartArguments {
  readonly data: SizedData;
  readonly recorded?: SizedData;
  readonly theme: Theme;
  readonly unit: string;
}

const y = { label: 'accuracy', domain: [0, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1] } as const;
const within = { least: 0, most: 1 };

/** Mean and deviation over runs for each size, and published values as dots. */
export function accuracyChart({
  theme,
  published,
  sizes,
  unit,
  ...shownData
}: ChartArguments & { readonly published: readonly PublishedPoint[]; readonly sizes: readonly number[] }): Chart {
  const dots = published.map(({ name, size: x, accuracy }): Dot => ({
    ...{ x, y: accuracy },
    style: seriesStyle(shown[name].style, theme),
  }));
  const reachesHead = unit === recall.unit && Math.max(...sizes) >= headSize;
  return {
    title: 'After training',
    x: { label: unit, domain: [0, 1.1 * Math.max(...sizes)], ticks: sizes },
    y,
    series: overRecorded(shownData, ({ entrants }) =>
      entrants.map((entrant): Series => {
        const measured = entrant.points.filter(({ runs }) => runs.length > 0);
        return {
          label: shown[entrant.name].label,
          style: seriesStyle(shown[entrant.name].style, theme),
          points: meanLine({
            x: measured.map((point) => point.size),
            summaries: measured.map((point) => summary(accuraciesAt(entrant, point.size))),
            ...within,
          }),
        };
      }),
    ),
    references: reachesHead
      ? [{ x: headSize, label: 'as many as a head’s size', style: seriesStyle('published', theme) }]
      : [],
    dots,
  };
}

/** Accuracy on the validation stream against steps; a run that was solved stays level to the end of the others. */
export function curveChart({ theme, size, unit, ...shownData }: ChartArguments & { readonly size: number }): Chart {
  return {
    title: `During training, ${size} ${unit}`,
    x: { label: 'step' },
    y,
    series: overRecorded(shownData, ({ entrants }) => {
      const stepsOf = (runs: readonly SizedRun[]): number[] =>
        runs.flatMap(({ curve }) => curve.map(({ step }) => step));
      const end = Math.max(...entrants.flatMap((entrant) => stepsOf(runsAt(entrant, size))));
      return entrants.flatMap((entrant): Series[] => {
        const runs = runsAt(entrant, size);
        if (stepsOf(runs).length === 0) return [];
        const steps = [...new Set([...stepsOf(runs), end])].sort((a, b) => a - b);
        const points = meanLine({
          x: steps,
          summaries: steps.map((step) => summary(runs.map((run) => accuracyAfter(run, step)))),
          ...within,
        });
        const { label, style } = shown[entrant.name];
        return [{ label, style: seriesStyle(style, theme), points }];
      });
    }),
  };
}
