import { TrainingRun } from '@vla/kernels/training';
import type { Estimate } from '../protocol.ts';
import type { TrainingSetting } from '../setting.ts';
import { openBackend } from './backend.ts';
import { test, testEvery } from './race.ts';
import { openTeam } from './team.ts';
import { watchPlace } from '../../worker/place.ts';

/** Steps that are timed at most, and for how long: two at least, however slow. */
const mostSteps = 8;
const mostMilliseconds = 4000;

/** Times some steps, and a test, of every model of a setting where it would be trained, and trains nothing that is kept. */
export async function estimate(setting: TrainingSetting): Promise<Estimate> {
  const watch = watchPlace(await openBackend(setting.backend), { training: true });
  const { team } = await openTeam(setting);
  const runs: TrainingRun[] = [];
  try {
    let [step, whole, timed] = [0, 0, Infinity];
    for (const options of setting.racers) {
      const run = new TrainingRun(options);
      runs.push(run);
      const durations: number[] = [];
      const onStep = ({ milliseconds }: { readonly milliseconds: number }): unknown => durations.push(milliseconds);
      const started = performance.now();
      const enough = (): boolean => durations.length > mostSteps || performance.now() - started > mostMilliseconds;
      while (run.step < run.settings.steps && (durations.length < 3 || !enough())) {
        await run.train({ until: run.step + 1, onStep, team });
      }
      // The first step compiles shaders, unless it is the only one there is.
      const later = durations.length > 1 ? durations.slice(1) : durations;
      const middle = later.sort((a, b) => a - b)[Math.floor(later.length / 2)]!;
      const before = performance.now();
      await run.evaluate(test);
      const oneTest = performance.now() - before;
      const { steps } = run.settings;
      step += middle;
      whole += middle * steps + oneTest * Math.ceil(steps / testEvery(steps));
      timed = Math.min(timed, later.length);
    }
    return { ran: watch.place(), workers: team.workers, step, timed, whole };
  } finally {
    for (const run of runs) run.dispose();
    team.close();
    watch.end();
  }
}
