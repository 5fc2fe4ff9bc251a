import { mean, summary } from '../../lib/compute/statistics.ts';
import type { Series } from '../../lib/drawing/chartParts.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import { panels } from '../../lib/drawing/panels.ts';
import { strips, stripsHeight } from '../../lib/drawing/strips.ts';
import type { DrawArguments, ExperimentDefinition, ExperimentView } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import { shortLabel } from '../../lib/operators.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { mixerLabel, mixers } from '../../lib/training/config.ts';
import type { Stage, StagedData } from './data.ts';
import { leftFloor } from './left.ts';
import { accuraciesAt, firstRun, percent, quantitiesOf } from './quantities.ts';

type Arguments = DrawArguments<StagedData, object>;
interface Size {
  readonly width: number;
  readonly height: number;
}

/** The figure of a staged contest: a panel of runs for each stage, and one of curves. */
export function stagedView(
  { alternative }: Pick<ExperimentDefinition, 'alternative'>,
  axis: Axis,
): ExperimentView<StagedData, object> {
  const mixer = 'linear';
  return {
    draw(args) {
      const { document, theme, width, data } = args;
      return panels({
        ...{ document, theme, width, label: alternative },
        columns: width >= 560 ? 2 : 1,
        height: stripsHeight(mixers.length, Math.max(5, ...data.stages.map(({ rules }) => rules.length)), 26),
        legend: mixers.map((one) => ({ label: mixerLabel(one), style: seriesStyle(one, theme) })),
        draw: [
          ...data.stages.map((stage, at) => (size: Size) => runsPanel(stage, { at, axis }, args, size)),
          (size: Size) => curvePanel(axis, args, size),
        ],
      });
    },

    table: ({ stages, entrants }) => ({
      columns: ['stage', 'mixer or rule', 'learning rate', 'runs', 'left the floor', 'accuracy, %', '±'],
      rows: stages.flatMap((stage, at) => [
        ...entrants.map((entrant) => {
          const accuracies = accuraciesAt(at, entrant);
          const { mean: middle, deviation } = accuracies.length > 0 ? summary(accuracies) : nothing;
          const left = leftFloor(stage, at, entrant);
          return [
            ...[stage.title, mixerLabel(entrant.mixer), entrant.learningRate, entrant.runs.length],
            ...[left, middle, deviation],
          ];
        }),
        ...stage.rules.map(({ label, accuracy }) => [stage.title, label, '', '', '', percent(accuracy), '']),
      ]),
    }),

    quantities: quantitiesOf,

    trial: { config: { mixer, seeds: 1 }, quantities: firstRun(mixer) },
  };
}

const nothing = { mean: '', deviation: '' };

/** The accuracies that are shown, in per cent. */
export interface Axis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

function runsPanel(
  { title, rules }: Stage,
  { at, axis }: { readonly at: number; readonly axis: Axis },
  { document, theme, data, recorded }: Arguments,
  { width }: Size,
): Element {
  const valuesOf = ({ entrants }: StagedData, mixer: (typeof mixers)[number]): number[] =>
    entrants.filter((one) => one.mixer === mixer).flatMap((one) => accuraciesAt(at, one));
  return strips({
    ...{ document, theme, width, ...axis, axisLabel: 'accuracy, %', title: capitalized(title), rowHeight: 26 },
    strips: mixers.map((mixer) => ({
      label: shortLabel(mixer),
      lanes: [
        {
          style: seriesStyle(mixer, theme),
          values: valuesOf(data, mixer),
          ...(recorded && { recorded: valuesOf(recorded, mixer) }),
        },
      ],
      empty: 'not run',
    })),
    marks: rules.map(({ accuracy, label }) => ({ x: percent(accuracy), label })),
  });
}

/** Accuracy on the validation streams, stage after stage. */
function curvePanel({ domain, ticks }: Axis, { document, theme, data, recorded }: Arguments, size: Size): Element {
  return lineChart({
    ...{ document, theme, ...size, labels: 'none' },
    title: data.stages.length > 1 ? 'During training, stage after stage' : 'During training',
    x: { label: 'step' },
    y: { label: 'accuracy, %', domain, ticks },
    series: overRecorded({ data, recorded }, (one) => curvesOf(one, theme)),
    references: [{ y: 50, label: 'constant answer', style: seriesStyle('published', theme) }],
  });
}

function curvesOf({ entrants }: StagedData, theme: Theme): Series[] {
  return entrants.flatMap(({ mixer, runs }) => {
    const lines = runs.map(({ stages }) => {
      let before = 0;
      return stages.flatMap(({ curve }) => {
        const begun = before;
        before += curve.at(-1)?.step ?? 0;
        return curve.map(({ step, accuracy }) => ({ step: begun + step, accuracy }));
      });
    });
    // A run that diverged has fewer looks than the others.
    const looks = Math.min(...lines.map(({ length }) => length));
    if (looks === 0) return [];
    const at = Array.from({ length: looks }, (_, i) => i);
    const points = meanLine({
      x: at.map((i) => mean(lines.map((line) => line[i].step))),
      summaries: at.map((i) => summary(lines.map((line) => percent(line[i].accuracy)))),
      ...{ least: 0, most: 100 },
    });
    return [{ label: mixerLabel(mixer), style: seriesStyle(mixer, theme), points }];
  });
}
