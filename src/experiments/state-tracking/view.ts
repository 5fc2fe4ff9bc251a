import { summary } from '../../lib/compute/statistics.ts';
import type { Series } from '../../lib/drawing/chartParts.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import { panels } from '../../lib/drawing/panels.ts';
import type { DrawArguments, ExperimentView } from '../../lib/experiment.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { TrackedEntrant, TrackingData } from './data.ts';
import { definition } from './definition.ts';
import { firstRun, quantitiesOf } from './quantities.ts';
import type { TaskName } from './setting.ts';
import { askedLength, entrantNames, entrants, longestTrained, tasks } from './setting.ts';
import { accuraciesIn, beyond, drawn, far, within } from './shown.ts';

type Arguments = DrawArguments<TrackingData, object>;
interface Size {
  readonly width: number;
  readonly height: number;
}

const accuracy = { label: 'accuracy', domain: [0, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1] } as const;

export const view: ExperimentView<TrackingData, object> = {
  draw(args) {
    const { document, theme, width, data } = args;
    const [{ task: first }] = data.tasks;
    return panels({
      ...{ document, theme, width, label: definition.alternative },
      columns: width >= 560 ? 2 : 1,
      height: data.tasks.length > 3 ? 180 : 230,
      legend: entrantNames.map((name) => ({ label: entrants[name].label, style: seriesStyle(name, theme) })),
      draw: [
        ...data.tasks.map(
          ({ task }) =>
            (size: Size) =>
              lengthPanel(task, args, size),
        ),
        (size: Size) => curvePanel(first, args, size),
      ],
    });
  },

  table: ({ tasks: all }) => ({
    columns: [
      'task',
      'mixer',
      'learning rate',
      'tokens 1 to 40',
      '±',
      'tokens 41 to 256',
      '±',
      'tokens 193 to 256',
      '±',
    ],
    rows: all.flatMap(({ task, entrants: list }) =>
      list.map((one) => [
        ...[tasks[task].title, entrants[one.entrant].label, one.learningRate],
        ...[within, beyond, far].flatMap((stretch) => {
          const { mean, deviation } = accuraciesIn(one, stretch);
          return [mean, deviation];
        }),
      ]),
    ),
  }),

  quantities: quantitiesOf,

  trial: { config: { ...definition.live }, quantities: firstRun },
};

const entrantsOn = (task: TaskName, { tasks: all }: TrackingData): readonly TrackedEntrant[] =>
  all.find((one) => one.task === task)?.entrants ?? [];

/** Accuracy against the number of tokens. */
function lengthPanel(task: TaskName, { document, theme, data, recorded }: Arguments, size: Size): Element {
  const style = seriesStyle('published', theme);
  return lineChart({
    ...{ document, theme, ...size, labels: 'none' },
    title: tasks[task].title,
    x: { label: 'tokens', domain: [0, askedLength], ticks: [0, 40, 128, 192, 256] },
    y: accuracy,
    series: overRecorded({ data, recorded }, (one) =>
      entrantsOn(task, one).map((entrant) => lengthLine(entrant, theme)),
    ),
    references: [
      // The caption names it: beside the line there is no space.
      { x: longestTrained, label: '', style },
      { y: 1 / tasks[task].answers, label: 'guessing', style },
    ],
  });
}

function lengthLine(tracked: TrackedEntrant, theme: Theme): Series {
  const { entrant } = tracked;
  const summaries = drawn.map((stretch) => accuraciesIn(tracked, stretch));
  const x = drawn.map(({ from, to }) => (from + to) / 2);
  const points = meanLine({ x, summaries, least: 0, most: 1 });
  return { label: entrants[entrant].label, style: seriesStyle(entrant, theme), points };
}

/** Accuracy beyond the trained length during training. A run that ended early keeps its last. */
function curvePanel(task: TaskName, { document, theme, data, recorded }: Arguments, size: Size): Element {
  return lineChart({
    ...{ document, theme, ...size, labels: 'none' },
    title: `${tasks[task].title}: beyond 40 tokens, during training`,
    x: { label: 'step' },
    y: accuracy,
    series: overRecorded({ data, recorded }, (one) =>
      entrantsOn(task, one).map((entrant) => curveLine(entrant, theme)),
    ),
    references: [{ y: 1 / tasks[task].answers, label: 'guessing', style: seriesStyle('published', theme) }],
  });
}

function curveLine({ entrant, runs }: TrackedEntrant, theme: Theme): Series {
  const longest = runs.reduce((most, run) => (run.curve.length > most.curve.length ? run : most));
  const summaries = longest.curve.map((_, i) => summary(runs.map(({ curve }) => (curve[i] ?? curve.at(-1)!).beyond)));
  const points = meanLine({ x: longest.curve.map(({ step }) => step), summaries, least: 0, most: 1 });
  return { label: entrants[entrant].label, style: seriesStyle(entrant, theme), points };
}
