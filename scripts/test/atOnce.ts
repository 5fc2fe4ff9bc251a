import type { Step } from './steps.ts';

/**
 * Runs steps side by side, in their order as far as it goes: one that fills the machine by itself runs alone, of the
 * others as many at once as `most` says. Answers in the order of the steps.
 */
export function runAtOnce<Result>(
  steps: readonly Step[],
  most: number,
  run: (step: Step) => Promise<Result>,
): Promise<Result[]> {
  const results: Promise<Result>[] = [];
  const running = new Set<Promise<unknown>>();
  return (async () => {
    for (const step of steps) {
      while (running.size >= (step.alone ? 1 : most)) await Promise.race(running);
      const result = run(step);
      results.push(result);
      const leave = (): boolean => running.delete(ended);
      const ended: Promise<unknown> = result.then(leave, leave);
      running.add(ended);
      if (step.alone) await result;
    }
    return Promise.all(results);
  })();
}
