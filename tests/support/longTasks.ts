import { expect, type Page } from '@playwright/test';

/** Records tasks of the page's main thread that block it for more than 50 ms. Call before the page is opened. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const longTasks: number[] = [];
    Object.assign(globalThis, { longTasks });
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
  });
}

/** Blocks the page for a quarter of a second and waits until the recorder noticed: an empty list then means something. */
export async function proveLongTasksAreSeen(page: Page): Promise<void> {
  await page.evaluate(() => {
    setTimeout(() => {
      const end = performance.now() + 250;
      while (performance.now() < end);
    });
  });
  await expect.poll(async () => Math.max(0, ...(await takeLongTasks(page)))).toBeGreaterThan(200);
}

/** Durations in milliseconds since the last call. */
export function takeLongTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0));
}
