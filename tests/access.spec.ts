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

/** How many children an element of MathML must have. */
const arity: Readonly<Record<string, number>> = {
  msub: 2,
  msup: 2,
  munder: 2,
  mover: 2,
  mfrac: 2,
  mroot: 2,
  msubsup: 3,
  munderover: 3,
};

test('formulas are MathML that every browser and screen reader accepts', () => {
  let formulas = 0;
  const wrong = pages.flatMap(({ path }) => {
    const $ = load(readFileSync(join(folder, path, 'index.html'), 'utf8'));
    formulas += $('math').length;
    return Object.entries(arity).flatMap(([name, children]) =>
      $(`math ${name}`)
        .filter((_, element) => $(element).children().length !== children)
        .map((_, element) => `${path}: ${$.html(element)}`)
        .get(),
    );
  });
  expect(formulas).toBeGreaterThan(500);
  expect(wrong).toEqual([]);
});

for (const path of ['api/linear-transformer', 'mathematics', 'claims', 'getting-started', pageOf('state-norms')]) {
  test(`/${path}: the ring round what has the focus is whole`, async ({ page }) => {
    await page.goto(path, { waitUntil: 'networkidle' });
    expect(await page.evaluate(cutRings)).toEqual([]);
  });
}

/** What can have the focus, and would have a ring that something around it cuts off. */
function cutRings(): string[] {
  const seen = [
    ...document.querySelectorAll<HTMLElement>('main :is(a[href], button, summary, input, select, [tabindex="0"])'),
  ];
  return seen.flatMap((element) => {
    if (!element.checkVisibility()) return [];
    element.focus({ preventScroll: true, focusVisible: true } as FocusOptions);
    const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(element);
    const reach = outlineStyle === 'none' ? 0 : parseFloat(outlineWidth) + parseFloat(outlineOffset);
    const ring = element.getBoundingClientRect();
    for (let around = element.parentElement; around && around !== document.body; around = around.parentElement) {
      const { overflowX, overflowY, contain, contentVisibility } = getComputedStyle(around);
      const box = around.getBoundingClientRect();
      // What scrolls is scrolled to what has the focus; only what always cuts is looked for.
      const clips =
        overflowX !== 'visible' ||
        overflowY !== 'visible' ||
        /paint|strict|content/.test(contain) ||
        contentVisibility !== 'visible';
      const cut = ring.left - reach < box.left || ring.top - reach < box.top || ring.bottom + reach > box.bottom;
      if (clips && cut && around.scrollWidth <= around.clientWidth + 1) {
        return [`${element.tagName} ${element.textContent?.slice(0, 30)} in ${around.tagName}.${around.className}`];
      }
    }
    return [];
  });
}

async function expectAccessible(page: Page, theme: 'light' | 'dark', rules?: string[]): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
  // Colours go over into each other, and one that is measured on the way is neither.
  await page.evaluate(() => {
    const transitions = document.getAnimations().filter((one) => one instanceof CSSTransition);
    return Promise.allSettled(transitions.map(({ finished }) => finished));
  });
  // Three quarters of a page's elements draw its formulas for the eye, in the text's colour; MathML stands beside them.
  await page.evaluate(() => document.querySelectorAll('.katex-html').forEach((element) => element.remove()));
  // Of what passes, its rules' names are enough; to say where takes longer than to find it.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const { violations, passes } = await (rules ? axe.withRules(rules) : axe).analyze();
  expect(passes.map(({ id }) => id)).toContain('color-contrast');
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`),
  ).toEqual([]);
}
