import { summary } from '../../lib/compute/statistics.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import type { ExperimentView } from '../../lib/experiment.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { accuracyChart, curveChart } from './charts.ts';
import type { PublishedPoint } from './charts.ts';
import type { SizedConfig, SizedShape } from './contest.ts';
import type { SizedData, SizedEntrant } from './data.ts';
import type { EntrantName } from './entrants.ts';
import { shown } from './entrantLabels.ts';
import { pairedWith, referenceIn } from './paired.ts';
import { accuraciesAt, entrantIn } from './points.ts';
import { firstRun, quantitiesOf } from './quantities.ts';

interface SizedView {
  readonly alternative: string;
  readonly published: readonly PublishedPoint[];
  /** What a reader's run computes; the trial computes the same. */
  readonly live: Partial<SizedConfig>;
}

/** Tallest picture at its full width. */
const tallest = 640;

/** Accuracy against the size of the task, and for each size how it grew during training. */
export function sizedView(
  shape: SizedShape,
  { alternative, published, live }: SizedView,
): ExperimentView<SizedData, object> {
  const { unit } = shape;
  const sizes = [...shape.sizes].sort((a, b) => a - b);
  return {
    draw({ data, recorded, theme, width, document }) {
      const charts = [
        accuracyChart({ data, recorded, theme, published, sizes, unit }),
        ...sizes.map((size) => curveChart({ data, recorded, theme, size, unit })),
      ];
      const rows = Math.ceil(charts.length / 2);
      return linePanels({
        ...{ document, theme, width, label: alternative, charts },
        height: width >= 560 ? Math.min(290, tallest / rows - 40) : 220,
        legend: shape.entrants.map((name) => ({
          label: shown[name].label,
          style: seriesStyle(shown[name].style, theme),
        })),
      });
    },

    table: (data) => ({
      columns: [
        'mixer',
        unit,
        'learning rate',
        'runs',
        'solved',
        'steps',
        'accuracy',
        '±',
        'lowest run',
        'exact match',
        'VLA less it, by seed',
        '95 % from',
        'to',
      ],
      rows: shape.entrants.flatMap((name) => sizes.map((size) => row(data, name, size))),
    }),

    quantities: (data) => quantitiesOf(data, unit),

    trial: { config: live, quantities: (data) => firstRun(data, live, unit) },
  };
}

function row(data: SizedData, name: EntrantName, size: number): (string | number)[] {
  const entrant = entrantIn(data, name);
  const runs = entrant?.points.find((point) => point.size === size)?.runs ?? [];
  const { label } = shown[name];
  if (!entrant || runs.length === 0)
    return [label, size, entrant?.learningRate ?? '', 'not run', ...Array<string>(9).fill('')];
  const accuracies = accuraciesAt(entrant, size);
  const { mean, deviation } = summary(accuracies);
  return [
    ...[label, size, entrant.learningRate, runs.length],
    runs.filter(({ solved }) => solved).length,
    summary(runs.map(({ steps }) => steps)).mean,
    ...[mean, deviation, Math.min(...accuracies)],
    summary(runs.map(({ exactMatch }) => exactMatch)).mean,
    ...aheadBy(data, entrant, size),
  ];
}

/** By how much VLA is ahead, and the interval of it; empty where nothing is compared. */
function aheadBy(data: SizedData, entrant: SizedEntrant, size: number): (string | number)[] {
  const reference = referenceIn(data);
  const paired = reference && pairedWith(reference, entrant, size);
  return paired ? [summary(paired.differences).mean, paired.low, paired.high] : ['', '', ''];
}
