import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator } from '@playwright/test';
import { inGroups, pages } from './support/site.ts';
import { expect, test } from './support/test.ts';

/** Pages beside the experiments that have no recorded figure: the list of them, and the arena, which is computed by its reader. */
const others = ['index', 'long-range-arena'];

/** The pages of the experiments. */
const experiments = pages.filter(
  ({ path }) => path.startsWith('experiments/') && !others.includes(path.replace('experiments/', '')),
);
const written = readdirSync(fileURLToPath(new URL('../docs/experiments/', import.meta.url)))
  .map((name) => name.replace(/\.mdx$/, ''))
  .filter((name) => !others.includes(name));

test('every experiment has a page with its figure', () => {
  expect(experiments.map(({ path }) => path).sort()).toEqual(written.map((name) => `experiments/${name}`).sort());
  expect(experiments.filter(({ path, figures }) => `experiments/${figures[0]}` !== path)).toEqual([]);
});

/** Where the picture begins at the latest. */
const HEAD = 330;
/** Of a picture that cannot be shown whole, because it would get smaller than it was drawn. */
const SHARE = 0.75;

const screens = [
  { width: 1280, height: 800 },
  { width: 1440, height: 900 },
];

for (const { name, group } of inGroups(experiments)) {
  test(`verdict, answer and figure come first: ${name}`, async ({ page }) => {
    for (const { path } of group) {
      await page.goto(path);
      await page.evaluate(() => document.fonts.ready);
      const answer = page.locator('h1 ~ [data-answer], header + [data-answer]');
      await expect(answer, path).toHaveCount(1);
      const verdicts = answer.locator('[data-verdict]');
      expect(await verdicts.count(), path).toBeGreaterThan(0);
      const sentence = answer.getByRole('paragraph');
      await expect(sentence, path).toHaveCount(1);
      await expect(sentence, path).toHaveText(/^[A-Z].{40,260}\.$/s);
      for (const screen of screens) {
        const where = `${path} on ${screen.width} by ${screen.height}`;
        await page.setViewportSize(screen);
        for (const part of [page.getByRole('heading', { level: 1 }), ...(await verdicts.all()), sentence]) {
          expect((await edges(part)).bottom, where).toBeLessThan(HEAD);
        }
        const picture = page.locator('[data-answer] + [data-figure]').getByRole('img').filter({ visible: true });
        await expect(picture, where).toHaveCount(1);
        const { top, bottom, width, drawnWidth } = await edges(picture);
        expect(top, where).toBeLessThan(HEAD);
        if (width > drawnWidth) expect(bottom, where).toBeLessThanOrEqual(screen.height);
        else expect((screen.height - top) / (bottom - top), where).toBeGreaterThan(SHARE);
      }
    }
  });
}

/** Where an element begins and ends on the screen of a page that has not been scrolled, and how wide a picture was drawn. */
const edges = (element: Locator) =>
  element.evaluate((one) => {
    const { top, bottom, width } = one.getBoundingClientRect();
    return { top, bottom, width, drawnWidth: Number(one.getAttribute('width') ?? 0) };
  });

test('where the contents take no space of their own, they unfold over the page', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('experiments/mqar-length');
  const contents = page.getByRole('button', { name: 'On this page' });
  const title = page.getByRole('heading', { level: 1 });
  const before = await edges(title);
  await contents.click();
  const link = page.getByRole('main').getByRole('link', { name: 'What came out', exact: true });
  await expect(link).toBeInViewport({ ratio: 1 });
  expect(await edges(title)).toEqual(before);
  await link.click();
  await expect(page.getByRole('heading', { name: 'What came out' })).toBeInViewport();
});
