import { MultiBar, SingleBar } from 'cli-progress';
import type { RunReports } from './one.ts';

/** Shows the progress of one run, or of several side by side, each with its title. */
export function progressBars(several: boolean, signal: AbortSignal): { next(): RunReports; stop(): void } {
  const format = '{bar} {value}/{total} steps, loss {loss}, accuracy {accuracy}, {left} s left';
  const multiple = several
    ? new MultiBar({ format: `${format}  {name}`, clearOnComplete: true, hideCursor: true })
    : null;
  const single = new SingleBar({ format, clearOnComplete: true });
  const blank = { loss: '–', accuracy: '–', left: '–' };
  return {
    next() {
      let bar = single;
      return {
        signal,
        onNote: (text) => console.error(text),
        onStart({ step, steps, title }) {
          if (multiple) {
            bar = multiple.create(steps, step, { ...blank, name: title });
          } else {
            console.error(title);
            bar.start(steps, step, blank);
          }
        },
        onStep({ step, loss, remaining }) {
          bar.update(step, { loss: loss.toFixed(3), left: Math.round(remaining / 1000) });
        },
        onScore: ({ step, accuracy }) => bar.update(step, { accuracy: accuracy.toFixed(3) }),
      };
    },
    stop() {
      single.stop();
      multiple?.stop();
    },
  };
}
