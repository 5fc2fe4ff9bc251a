import { expect, type Page } from '@playwright/test';

/** An event of Chromium's trace; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** By the clock. */
  readonly dur?: number;
  /** Of the processor, spent by the thread itself. */
  readonly tdur?: number;
}

const watched = 'tasks are watched from here';

/**
 * Traces the tasks of the page's main thread until `longest` gives the longest one, in milliseconds of processor time:
 * unlike the clock, that does not run on while the machine does something else. The page is first kept busy for a quarter
 * of a second, which the trace must have noticed, so that a small number means something.
 */
export async function watchTasks(page: Page): Promise<{ longest(): Promise<number> }> {
  const browser = page.context().browser()!;
  const categories = ['-*', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];
  await browser.startTracing(page, { categories });
  await page.evaluate(
    () =>
      new Promise<void>((done) =>
        setTimeout(() => {
          const end = performance.now() + 250;
          while (performance.now() < end);
          done();
        }),
      ),
  );
  await page.evaluate((name) => void performance.mark(name), watched);
  return {
    async longest(): Promise<number> {
      // What the page has yet to draw is drawn, and the task that draws it ends, before the trace does.
      await page.evaluate(() => new Promise((rest) => requestAnimationFrame(() => setTimeout(rest, 100))));
      const trace = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] };
      const mark = trace.traceEvents.find(({ name }) => name === watched)!;
      const onMainThread = ({ pid, tid }: TraceEvent): boolean => pid === mark.pid && tid === mark.tid;
      const tasks = trace.traceEvents.filter((event) => event.name === 'RunTask' && onMainThread(event));
      expect(tasks.some(({ ts, dur }) => ts < mark.ts && dur! >= 250_000)).toBe(true);
      const later = tasks.filter(({ ts }) => ts > mark.ts);
      expect(later.length).toBeGreaterThan(0);
      // Where the trace has no processor time of a task, the time by the clock, which is no less.
      const microseconds = later.flatMap(({ tdur, dur }) => tdur ?? dur ?? []);
      // Only a task that the end of the trace interrupts has neither.
      expect(later.length - microseconds.length).toBeLessThanOrEqual(1);
      return Math.max(...microseconds) / 1000;
    },
  };
}
