import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { load } from 'cheerio';
import { folder, pageOf, pages } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

const paths = [
  '',
  'intro',
  'mathematics',
  'api/vla-core',
  'experiments',
  pageOf('state-norms'),
  'claims',
  'benchmark',
  pageOf('kernel-ladder'),
  pageOf('optimality-gap'),
  'penalty-builder',
  'glossary',
  'getting-started',
  'search?q=penalty',
];

/** Links are underlined, so contrast is the one rule whose outcome depends on the colours. */
const colours = ['color-contrast'];

for (const path of paths) {
  test(`/${path} breaks no accessibility rule, light and dark`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(path, { waitUntil: 'networkidle' });
    await expectAccessible(page, 'light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page, 'dark', colours);
  });
}

test('a figure breaks none with a problem shown and after a run, light and dark', async ({ page }) => {
  const id = 'recurrence-explorer';
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(pageOf(id));
  const widget = new Widget(page, id);
  await widget.openSettings();
  const seed = widget.root.getByLabel('Seed', { exact: true });
  await seed.fill('-1');
  await widget.runButton.click();
  await expect(seed).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, 'dark', colours);
  await seed.fill('1');
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
  await widget.root.getByText('Share, download, cite').click();
  await expectAccessible(page, 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page, 'light', colours);
});

test('the result of a benchmark breaks none', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('benchmark');
  const widget = new Widget(page, 'benchmark');
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
  await expect(widget.root.getByRole('table').first()).toBeVisible();
  await expectAccessible(page, 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, 'dark', colours);
});

test('every picture of every page has words in its place, and every recorded figure a table of its numbers', () => {
  const figures = pages.flatMap(({ path }) => {
    const $ = load(readFileSync(join(folder, path, 'index.html'), 'utf8'));
    const unnamed = $('img:not([alt])').map((_, image) => `${path}: ${$(image).attr('src')}`);
    const recorded = $('[data-figure]:has(picture)').map((_, figure) => {
      const words = $(figure)
        .find('picture img')
        .map((_i, image) => $(image).attr('alt') ?? '');
      return {
        path,
        silent: words.get().some((alternative) => alternative.length < 40),
        tables: $(figure).find('table').length,
      };
    });
    expect(unnamed.get()).toEqual([]);
    return recorded.get();
  });
  expect(figures.length).toBeGreaterThan(20);
  expect(figures.filter(({ silent, tables }) => silent || tables === 0)).toEqual([]);
});

async function expectAccessible(page: Page, theme: 'light' | 'dark', rules?: string[]): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
  // Colours go over into each other, and one that is measured on the way is neither.
  await page.evaluate(() => {
    const transitions = document.getAnimations().filter((one) => one instanceof CSSTransition);
    return Promise.allSettled(transitions.map(({ finished }) => finished));
  });
  // Three quarters of a page's elements draw its formulas for the eye, in the text's colour; MathML stands beside them.
  await page.evaluate(() => document.querySelectorAll('.katex-html').forEach((element) => element.remove()));
  // As if all of it stood in the window: else the browser lays a distant part out anew for every question about it.
  await page.evaluate(() =>
    document.querySelectorAll<HTMLElement>('.part').forEach((part) => (part.style.contentVisibility = 'visible')),
  );
  // Of what passes, its rules' names are enough; to say where takes longer than to find it.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const { violations, passes } = await (rules ? axe.withRules(rules) : axe).analyze();
  expect(passes.map(({ id }) => id)).toContain('color-contrast');
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`),
  ).toEqual([]);
}
