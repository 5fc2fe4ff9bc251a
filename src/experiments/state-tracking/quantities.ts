import { summary } from '../../lib/compute/statistics.ts';
import type { Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import { withinRuns } from '../../lib/training/tolerance.ts';
import type { TrackedEntrant, TrackingData } from './data.ts';
import type { TaskName } from './setting.ts';
import { entrants, tasks } from './setting.ts';
import type { Stretch } from './shown.ts';
import { accuraciesIn, accuracyIn, beyond, far, settled, within } from './shown.ts';

const stretches: Readonly<Record<'Within' | 'Settled' | 'Beyond' | 'Far', Stretch>> = {
  Within: within,
  Settled: settled,
  Beyond: beyond,
  Far: far,
};

/** vlaParityFar, … */
export const nameOf = ({ entrant }: TrackedEntrant, task: TaskName): string => `${entrant}${capitalized(task)}`;

export const quantitiesOf = ({ tasks: all }: TrackingData): Quantity[] =>
  all.flatMap(({ task, entrants: list }) => list.flatMap((one) => ofEntrant(one, task)));

function ofEntrant(tracked: TrackedEntrant, task: TaskName): Quantity[] {
  const { entrant, learningRate, runs } = tracked;
  const name = nameOf(tracked, task);
  const what = `${tasks[task].title.toLowerCase()}, ${entrants[entrant].label}`;
  const steps = runs.map((run) => run.steps);
  const all = summary(steps);
  const solved = runs.map((run) => (run.solved ? 1 : 0));
  return [
    ...Object.entries(stretches).map(([ending, stretch]): Quantity => {
      const { mean, deviation } = accuraciesIn(tracked, stretch);
      return {
        name: `${name}${ending}`,
        label: `Accuracy at tokens ${stretch.from} to ${stretch.to}: ${what}`,
        ...{ value: mean, spread: deviation },
        tolerance: withinRuns(
          runs.map((run) => accuracyIn(run, stretch)),
          0.1,
        ),
      };
    }),
    {
      name: `${name}Steps`,
      label: `Steps of a run: ${what}`,
      ...{ value: all.mean, spread: all.deviation },
      tolerance: withinRuns(steps, 0.5 * all.mean),
    },
    {
      name: `${name}Solved`,
      label: `Runs that ended early, without mistakes: ${what}`,
      value: solved.reduce<number>((sum, one) => sum + one, 0),
      tolerance: { relative: 0, absolute: runs.length },
    },
    {
      name: `${name}LearningRate`,
      label: `Learning rate: ${what}`,
      value: learningRate,
      tolerance: { relative: 1e-9, absolute: 0 },
    },
  ];
}

/** Rounding grows during training, so that another version of the code gives other weights; the first run's score stays close. */
export function firstRun({ tasks: [{ task, entrants: list }] }: TrackingData): Quantity[] {
  const tracked = list.find(({ entrant }) => entrant === 'deltanetWide')!;
  return [
    {
      name: `${nameOf(tracked, task)}FirstRun`,
      label: `Accuracy of the first run at tokens ${beyond.from} to ${beyond.to}`,
      value: accuracyIn(tracked.runs[0], beyond),
      tolerance: { relative: 0, absolute: 0.15 },
    },
  ];
}
