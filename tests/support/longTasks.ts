import { expect, type Page } from '@playwright/test';

interface Task {
  /** Milliseconds since the page was opened. */
  readonly start: number;
  readonly duration: number;
}

const seen = (page: Page): Promise<Task[]> =>
  page.evaluate(() => (globalThis as unknown as { longTasks: Task[] }).longTasks);

const now = (page: Page): Promise<number> => page.evaluate(() => performance.now());

/**
 * Records tasks of the page's main thread that block it for more than 50 ms, from before the page is opened.
 * `start` first blocks the page for a quarter of a second and waits until the recorder noticed, so that an empty
 * list means something; `longest` is the longest task since then, in milliseconds.
 */
export async function watchLongTasks(page: Page) {
  await page.addInitScript(() => {
    const longTasks: Task[] = [];
    Object.assign(globalThis, { longTasks });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) longTasks.push({ start: startTime, duration });
    }).observe({ type: 'longtask' });
  });
  let started = Infinity;
  return {
    async start(): Promise<void> {
      const before = await now(page);
      await page.evaluate(() => {
        setTimeout(() => {
          const end = performance.now() + 250;
          while (performance.now() < end);
        });
      });
      const noticed = (task: Task): boolean => task.start >= before && task.duration >= 250;
      await expect.poll(async () => (await seen(page)).some(noticed)).toBe(true);
      started = await now(page);
    },
    async longest(): Promise<number> {
      const tasks = (await seen(page)).filter(({ start }) => start >= started);
      return Math.max(0, ...tasks.map(({ duration }) => duration));
    },
  };
}
