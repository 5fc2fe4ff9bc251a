import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { inks } from '../src/lib/palette.ts';
import { hasHistory } from '../src/plugins/pageDates.ts';
import { folder, inGroups, pageOf, pages } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  for (const { name, group } of inGroups(pages.filter((page) => page.figures.some(isRecorded)))) {
    test(`figures are shown: ${name}`, async ({ page }) => {
      for (const { path, figures } of group) {
        await page.goto(path);
        for (const id of new Set(figures.filter(isRecorded))) {
          const figure = page.locator(`[data-figure="${id}"]`).first();
          await figure.scrollIntoViewIfNeeded();
          await expect(figure, path).toHaveAttribute('data-state', 'recorded');
          const picture = figure.getByRole('img').first();
          await expect(picture, path).toBeVisible();
          await expect(picture, path).toHaveAccessibleName(/\S/);
          await expect.poll(() => picture.evaluate(drawnFrom), path).toContain(`/${id}.light.svg`);
          await expect(figure.locator('figcaption'), path).toContainText(/\S{3}/);
          await figure.locator('details > summary').last().click();
          expect(await figure.getByRole('table').last().getByRole('row').count(), path).toBeGreaterThan(1);
          await expect(figure, path).toContainText('Recorded 20');
          await expect(figure.getByRole('link', { name: /JSON/ }), path).toBeVisible();
        }
      }
    });
  }
});

/** Address of the picture once it is there. */
function drawnFrom(element: Element): string {
  const image = element instanceof HTMLImageElement ? element : element.querySelector('img');
  return image && image.complete && image.naturalWidth > 0 ? image.currentSrc : '';
}

/** The widgets of the reader's own device have nothing recorded. */
function isRecorded(figure: string): boolean {
  return !['device-check', 'benchmark', 'training', 'pytorch-file', 'listops', 'path-x', 'arena-times'].includes(
    figure,
  );
}

/** Pages on which a widget computes what a reader asks for. */
for (const path of ['training', 'benchmark', 'experiments/long-range-arena']) {
  test(`a widget that has run nothing says all in one typeface, its buttons in one size: ${path}`, async ({ page }) => {
    await page.goto(path);
    const widgets = page.locator('figure[data-state="recorded"], figure[data-arena]');
    for (const widget of await widgets.all()) {
      const primary = widget.getByRole('button').first();
      await primary.scrollIntoViewIfNeeded();
      await expect(primary).toBeEnabled();
      await expect(widget.getByText(/^Loading/)).toHaveCount(0);
      expect(await widget.evaluate(typefacesIn), path).toEqual([]);
      const buttons = await widget
        .locator('button')
        .evaluateAll((all) => all.map((one) => getComputedStyle(one).fontSize));
      expect([...new Set(buttons)], path).toHaveLength(1);
    }
    expect(await widgets.count(), path).toBeGreaterThan(0);
  });
}

/** Texts that are neither in the typeface of controls nor in that of code, and are no formula. */
function typefacesIn(widget: Element): string[] {
  const texts = document.createTreeWalker(widget, NodeFilter.SHOW_TEXT);
  const strange: string[] = [];
  while (texts.nextNode()) {
    const { parentElement, textContent } = texts.currentNode;
    if (!textContent?.trim() || !parentElement || parentElement.closest('.katex, script, style')) continue;
    const { fontFamily } = getComputedStyle(parentElement);
    if (!/^"?(Inter|JetBrains)/.test(fontFamily)) strange.push(`${textContent.trim().slice(0, 60)}: ${fontFamily}`);
  }
  return strange;
}

const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 800 };

test.describe('a note', () => {
  test('stands beside the text where there is space', async ({ page }) => {
    await page.setViewportSize(desktop);
    await page.goto('mathematics');
    const note = page.getByRole('note').first();
    await expect(note).toBeVisible();
    const paragraph = page.getByRole('paragraph').filter({ has: note }).first();
    const [outer, inner] = [(await paragraph.boundingBox())!, (await note.boundingBox())!];
    expect(inner.x).toBeGreaterThan(outer.x + outer.width);
    await expect(page.getByRole('button', { name: 'Note' })).toHaveCount(0);
  });

  test('opens in place on a phone, with the keyboard too', async ({ page }) => {
    await page.setViewportSize(phone);
    await page.goto('mathematics');
    const button = page.getByRole('button', { name: 'Note' }).first();
    await expect(page.getByRole('note')).toHaveCount(0);
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(button).toHaveAttribute('aria-expanded', 'true');
    await expect(page.getByRole('note')).toHaveCount(1);
  });
});

test('numbered equations can be linked to and are referred to by their numbers', async ({ page }) => {
  await page.goto('mathematics');
  const numbers = await page.getByRole('link', { name: /^Equation \d+$/ }).allTextContents();
  expect(numbers).toEqual(numbers.map((_, index) => `(${index + 1})`));
  expect(numbers.length).toBeGreaterThan(5);
  const reference = page
    .getByRole('paragraph')
    .getByRole('link', { name: /^\(\d+\)$/ })
    .first();
  await reference.click();
  const target = page.locator(':target');
  await expect(target).toBeInViewport();
  await expect(target.getByRole('link', { name: /^Equation/ })).toHaveText((await reference.textContent())!);
});

test('a symbol says what it means on pointing, on focus and on touch', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL: baseURL!, hasTouch: true, viewport: phone });
  const page = await context.newPage();
  await page.goto('intro');
  const symbol = page.locator('abbr.symbol[data-meaning^="memory"]').first();
  // The first box of a formula is the one for screen readers.
  const letter = symbol.locator('.katex-html');
  const shown = (): Promise<string> => symbol.evaluate((element) => getComputedStyle(element, '::after').content);
  expect(await shown()).toBe('none');
  await letter.hover();
  await expect.poll(shown).toContain('memory, [B, H, Dv, D]');
  await page.mouse.move(0, 0);
  await expect.poll(shown).toBe('none');
  await symbol.focus();
  await expect.poll(shown).toContain('memory');
  await page.getByRole('heading', { level: 1 }).tap();
  await expect.poll(shown).toBe('none');
  await letter.tap();
  await expect.poll(shown).toContain('memory');
  await context.close();
});

test('a page says when it was changed and where to edit it; the generated reference does not', async ({ page }) => {
  await page.goto('mathematics');
  // In a shallow clone or an unpacked archive nobody knows when.
  await expect(page.getByText(/Last updated on/)).toHaveCount(hasHistory('.') ? 1 : 0);
  const edit = page.getByRole('link', { name: 'Edit this page' });
  await expect(edit).toHaveAttribute('href', /\/edit\/main\/docs\/mathematics\.mdx$/);
  await page.goto('api/reference/');
  await expect(edit).toHaveCount(0);
});

test('the reference names every parameter', () => {
  for (const { path } of pages.filter(({ path }) => path.startsWith('api/reference'))) {
    expect(readFileSync(join(folder, path, 'index.html'), 'utf8'), path).not.toContain('__namedParameters');
  }
});

test('an address without a page leads on', async ({ page }) => {
  await page.goto('no/such/page');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no page here');
  await page.getByRole('main').getByRole('link', { name: 'Mathematics' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('mathematics');
});

for (const [name, viewport] of Object.entries({ desktop, phone })) {
  test(`nothing moves when the widgets load, ${name}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    for (const path of ['', 'benchmark', 'getting-started', 'mathematics', 'experiments/penalty-evolution']) {
      await page.goto(path, { waitUntil: 'commit' });
      const heights = (): Promise<number[]> =>
        page.locator('[data-figure]').evaluateAll((figures) => figures.map((one) => one.clientHeight));
      await page.waitForLoadState('domcontentloaded');
      // To measure them lays them out, and only then are their fonts asked for.
      await heights();
      await page.evaluate(() => document.fonts.ready);
      const before = await heights();
      await expect(page.getByRole('button', { name: /^(Run|Check this device)$/ }).first()).toBeVisible();
      await page.waitForLoadState('networkidle');
      expect(await heights(), path).toEqual(before);
    }
  });
}

test('what is folded away brings its fields when it is unfolded', async ({ page }) => {
  await page.goto('mathematics', { waitUntil: 'networkidle' });
  const figure = page.locator('[data-figure="inverse-drift"]');
  await expect(figure.getByRole('button', { name: 'Run' })).toBeVisible();
  await expect(page.locator('details:not([open]) :is(input, select, textarea)')).toHaveCount(0);
  await figure.getByText('Settings', { exact: true }).click();
  await expect(figure.getByLabel('Seed', { exact: true })).toBeVisible();
});

/** Contrast of two colours as they are computed. */
function contrast(one: string, other: string): number {
  const luminance = (color: string): number => {
    const [red, green, blue] = [...color.matchAll(/[\d.]+/g)].slice(0, 3).map(([part]) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

/** Colours of what is drawn in the page: words, and lines that are data. */
const inksOf = (page: Page): Promise<string[]> =>
  page.locator('[data-figure] [role="img"] > *').evaluateAll((drawings) =>
    drawings.flatMap((drawing) =>
      [...drawing.querySelectorAll('text, path[stroke]:not([stroke="none"])')].map((mark) => {
        const { fill, stroke } = getComputedStyle(mark);
        return mark.localName === 'text' ? fill : stroke;
      }),
    ),
  );

test('what was drawn in a dark page is drawn for paper while it is printed', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const id of ['jacobian-norm', 'recurrence-explorer']) {
    await page.goto(pageOf(id));
    const widget = new Widget(page, id);
    await widget.runButton.click();
    expect(await widget.settled()).toBe('done');
    const images = (): Promise<string[]> =>
      widget.root.locator('[role="img"] image').evaluateAll((all) => all.map((one) => one.getAttribute('href')!));
    const [dark, darkImages] = [await inksOf(page), await images()];
    expect(dark.length, id).toBeGreaterThan(5);
    expect(
      dark.some((ink) => contrast(ink, 'rgb(255, 255, 255)') < 3),
      id,
    ).toBe(true);

    // As a browser announces it; what is there when the event has been heard is what is printed.
    const printed = await page.evaluate(() => {
      window.dispatchEvent(new Event('beforeprint'));
      return document.querySelector('[data-figure] [role="img"] svg')!.getAttribute('fill');
    });
    expect(printed).toBe(inks.light.text);
    for (const ink of await inksOf(page)) expect(contrast(ink, 'rgb(255, 255, 255)'), id).toBeGreaterThan(3);
    for (const [index, image] of (await images()).entries()) expect(image).not.toBe(darkImages[index]);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect.poll(() => inksOf(page), id).toEqual(dark);

    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    await expect
      .poll(async () => (await inksOf(page)).every((ink) => contrast(ink, 'rgb(255, 255, 255)') > 3))
      .toBe(true);
    await page.emulateMedia({ colorScheme: 'dark', media: null });
  }
});

test('on paper there is the text alone, with its figures in light and where links lead', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  await page.goto('experiments/state-norms');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const role of ['navigation', 'complementary', 'contentinfo', 'button'] as const) {
    await expect(page.getByRole(role), role).toHaveCount(0);
  }
  await expect(page.getByRole('link', { name: /Edit this page|Direct link to/ })).toHaveCount(0);
  await expect(page.getByRole('figure').getByRole('img').first()).toHaveAttribute('src', /light\.svg/);
  await page.goto('intro');
  const link = page.getByRole('main').locator('a[href^="https://arxiv"]').first();
  expect(await link.evaluate((element) => getComputedStyle(element, '::after').content)).toContain('arxiv');
});
