import recorded from './small.json';
import { isSolved } from '../solved.ts';
import type { RecordedCurves } from './curves.ts';
import { curveOf, scoreAt } from './curves.ts';

/** The first setting with five seeds, by the command that its file names. */
export const smallRecord: RecordedCurves = {
  racers: recorded.runs.map(({ losses, tests }) =>
    curveOf(recorded.options.model.mixer, {
      points: losses.map((loss, i) => ({ step: i + 1, loss, learningRate: NaN })),
      scores: tests.map(scoreAt),
    }),
  ),
  steps: recorded.options.training.steps,
  score: 'unseen sequences without a mistake; thin: right answers',
  said: inWords(),
};

function inWords(): string {
  const { runs, device } = recorded;
  const first = runs.flatMap(({ tests }) => {
    const test = tests.find((one) => isSolved(one));
    return test ? [test.step] : [];
  });
  const solved = first.length === runs.length ? 'All' : `${first.length}`;
  const seeds = runs.map(({ seed }) => seed);
  return (
    `Recorded: this setting with the seeds ${Math.min(...seeds)} to ${Math.max(...seeds)} on ${device}. ${solved} of the ${runs.length} runs were solved, the first at step ` +
    `${Math.min(...first)}, the last at step ${Math.max(...first)}. Yours should lie among them.`
  );
}
