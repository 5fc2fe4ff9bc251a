import type { Summary } from '../../lib/compute/statistics.ts';
import { mean, summary } from '../../lib/compute/statistics.ts';
import type { Series } from '../../lib/drawing/chartParts.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { figureRoot } from '../../lib/drawing/svg.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { mixerLabel } from '../../lib/training/config.ts';
import { solvedLoss } from '../../lib/training/recipe.ts';
import { withinRuns } from '../../lib/training/tolerance.ts';
import type { Data } from './compute.ts';
import { definition } from './definition.ts';

type Entrant = Data['entrants'][number];
type Run = Entrant['runs'][number];

export const view: ExperimentView<Data, object> = {
  draw({ data, recorded, theme, width, document }) {
    const height = Math.max(340, Math.min(430, width * 0.58));
    const chart = lineChart({
      document,
      theme,
      width,
      height,
      x: { label: 'step' },
      y: { label: 'training loss, nats', scale: 'log' },
      series: [...(recorded ? lines(recorded, theme, true) : []), ...lines(data, theme, false)],
      references: [{ y: solvedLoss, label: 'solved', below: true, style: seriesStyle('published', theme) }],
    });
    return figureRoot({ document, theme, width, height, label: definition.alternative, children: [chart] });
  },

  table: ({ entrants }) => ({
    columns: ['mixer', 'learning rate', 'runs solved', 'steps', '±', 'accuracy', '±'],
    rows: entrants.map(({ mixer, learningRate, runs }) => [
      mixerLabel(mixer),
      learningRate,
      `${runs.filter(isSolved).length} of ${runs.length}`,
      ...Object.values(stepsOf(runs)),
      ...Object.values(summary(runs.map(({ accuracy }) => accuracy))),
    ]),
  }),

  quantities: ({ entrants }) => entrants.flatMap(quantitiesOf),

  trial: {
    config: definition.live!,
    quantities: ({ entrants }) => entrants.filter(({ mixer }) => mixer === 'vla').flatMap(firstRun),
  },
};

const isSolved = ({ losses }: Run): boolean => losses.at(-1)! < solvedLoss;

const stepsOf = (runs: readonly Run[]): Summary => summary(runs.map(({ steps }) => steps));

/** Mean and deviation over runs after every window; a run that has ended keeps its last loss. */
function lines({ window, entrants }: Data, theme: Theme, pale: boolean): Series[] {
  return entrants.map(({ mixer, runs }) => {
    const longest = Math.max(...runs.map(({ losses }) => losses.length));
    const points = Array.from({ length: longest }, (_, i) => {
      const at = summary(runs.map(({ losses }) => losses[Math.min(i, losses.length - 1)]));
      const low = Math.max(at.mean - at.deviation, at.mean / 10);
      return { x: (i + 1) * window, y: at.mean, low, high: at.mean + at.deviation };
    });
    return { label: mixerLabel(mixer), style: seriesStyle(mixer, theme), pale, points };
  });
}

function quantitiesOf({ mixer, learningRate, runs }: Entrant): Quantity[] {
  const label = mixerLabel(mixer);
  const steps = stepsOf(runs);
  const solved = runs.map((run) => Number(isSolved(run)));
  const accuracies = runs.map(({ accuracy }) => accuracy);
  const accuracy = summary(accuracies);
  return [
    {
      name: `${mixer}Steps`,
      label: `Steps until copying is solved, or all, ${label}`,
      value: steps.mean,
      spread: steps.deviation,
      tolerance: withinRuns(
        runs.map((run) => run.steps),
        40,
      ),
    },
    {
      name: `${mixer}Solved`,
      label: `Share of the runs that solve copying, ${label}`,
      value: mean(solved),
      tolerance: withinRuns(solved, 0.1),
    },
    {
      name: `${mixer}Accuracy`,
      label: `Accuracy at the end, ${label}`,
      value: accuracy.mean,
      spread: accuracy.deviation,
      tolerance: withinRuns(accuracies, 0.05),
    },
    {
      name: `${mixer}LearningRate`,
      label: `Learning rate, ${label}`,
      value: learningRate,
      tolerance: { relative: 1e-9, absolute: 0 },
    },
  ];
}

function firstRun({ mixer, runs }: Entrant): Quantity[] {
  const label = `of the first run of ${mixerLabel(mixer)}`;
  return [
    {
      name: 'firstRunSteps',
      label: `Steps ${label}`,
      value: runs[0].steps,
      tolerance: { relative: 0, absolute: 40 },
    },
    {
      name: 'firstRunAccuracy',
      label: `Accuracy ${label}`,
      value: runs[0].accuracy,
      tolerance: { relative: 0, absolute: 0.05 },
    },
  ];
}
