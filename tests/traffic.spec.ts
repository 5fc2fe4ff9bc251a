import { basename } from 'node:path';
import type { Page } from '@playwright/test';
import { pageOf, pages, script, scripts, marks } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

/** Names of the heavy parts that the scripts loaded by a page bring. */
function record(page: Page): () => string[] {
  const loaded = new Set<string>();
  page.context().on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) loaded.add(basename(pathname));
  });
  return () =>
    Object.entries(marks)
      .filter(([, mark]) => [...loaded].some((name) => mark.test(script(name))))
      .map(([part]) => part);
}

test('each heavy part is recognisable in the built scripts', () => {
  for (const [part, mark] of Object.entries(marks)) {
    expect(scripts.filter((name) => mark.test(script(name))).length, part).toBeGreaterThan(0);
  }
});

for (const { path, figures } of pages) {
  test(`/${path} loads no kernel, tfjs or chart by itself`, async ({ page }) => {
    const heavy = record(page);
    await page.goto(path, { waitUntil: 'networkidle' });
    if (figures.length > 0) await expect(new Widget(page, figures[0]!).runButton).toBeVisible();
    expect(heavy()).toEqual([]);
    expect(page.workers()).toEqual([]);
  });
}

test('Run loads them', async ({ page }) => {
  const heavy = record(page);
  await page.goto(pageOf('recurrence-explorer'));
  const widget = new Widget(page, 'recurrence-explorer');
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
  expect(heavy()).toEqual(Object.keys(marks));
});
