import type { Progress } from '../experiment.ts';

/**
 * The progress of runs, some of them side by side, as one: each counts alike, and the message says which are under way.
 * `begin` gives what a run reports to: the share of it that is done, 1 at its end.
 */
export function progressOf(all: number, report: (progress: Progress) => void) {
  const running = new Map<string, number>();
  let ended = 0;
  const tell = (): void => {
    const fractions = [...running.values()];
    const fraction = (ended + fractions.reduce((sum, one) => sum + one, 0)) / all;
    const percent = (one: number): string => (running.size > 1 ? ` ${Math.floor(100 * one)} %` : '');
    report({ fraction, message: [...running].map(([name, one]) => `${name}${percent(one)}`).join('; ') });
  };
  return {
    begin(name: string): (fraction: number) => void {
      return (fraction) => {
        if (fraction < 1) {
          running.set(name, fraction);
          tell();
        } else if (running.delete(name)) {
          ended++;
        }
      };
    },
    /** Of a run that was there already. */
    skip: (): void => void ended++,
  };
}
