import { TrainingRun } from '@vla/kernels/training';
import { notRun } from '../../lib/arena/notRun.ts';
import { trainOn } from '../../lib/training/backend.ts';
import { watchPlace } from '../worker/place.ts';
import { sessionFor } from '../worker/session.ts';
import type { TimeQuestion, TimedSteps } from './protocol.ts';
import { optionsOf } from './setting.ts';

/** Times steps of a training: the fastest after the first one, which no other program held up. */
export async function timeSteps({ key, mixer, backend }: TimeQuestion): Promise<TimedSteps> {
  const { preset } = notRun.find((one) => one.key === key)!;
  const opened = await sessionFor(backend);
  const watch = watchPlace(opened, { training: true });
  await trainOn(opened.session);
  const run = new TrainingRun(optionsOf(preset, mixer));
  try {
    const all: number[] = [];
    await run.train({ onStep: ({ milliseconds }) => all.push(milliseconds) });
    return { milliseconds: Math.min(...all.slice(1)), ran: watch.place() };
  } finally {
    run.dispose();
    watch.end();
  }
}
