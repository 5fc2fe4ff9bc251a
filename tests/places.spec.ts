import type { Page } from '@playwright/test';
import { expect, test } from './support/test.ts';

const sizes = {
  'on a wide desktop': { width: 1600, height: 1000 },
  'on a desktop': { width: 1280, height: 900 },
  'on a phone': { width: 390, height: 844 },
};

/** CSS pixels between the foot of the bar and the heading that the address names. */
const belowTheBar = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const heading = document.getElementById(decodeURIComponent(location.hash.slice(1)))!;
    return heading.getBoundingClientRect().top - document.querySelector('.navbar')!.getBoundingClientRect().bottom;
  });

const scrolled = (page: Page): Promise<number> => page.evaluate(() => scrollY);

async function expectJustBelowTheBar(page: Page, address: string): Promise<void> {
  await expect.poll(() => belowTheBar(page), address).toBeLessThanOrEqual(8);
  expect(await belowTheBar(page), address).toBeGreaterThanOrEqual(0);
}

for (const [where, viewport] of Object.entries(sizes)) {
  test.describe(where, () => {
    test.use({ viewport });

    test('a link to a heading leads there, just below the bar', async ({ page }) => {
      await page.goto('mathematics');
      // Those of the contents, or where they are folded those at the headings.
      const links = page.locator(viewport.width === 1600 ? '.table-of-contents a' : 'main .hash-link');
      const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')!));
      expect(addresses.length).toBeGreaterThan(20);
      for (const [index, address] of addresses.entries()) {
        await links.nth(index).dispatchEvent('click');
        await expect(page).toHaveURL(new RegExp(`${address}$`));
        await expectJustBelowTheBar(page, address);
      }
      for (const address of addresses.filter((_, index) => index % 6 === 5)) {
        await page.goto('about:blank', { waitUntil: 'commit' });
        await page.goto(`mathematics${address}`);
        await expectJustBelowTheBar(page, `${address}, opened`);
      }
    });

    test('Back and a reload lead to where one was', async ({ page }) => {
      for (const depth of [1500, 5000, 9000]) {
        await page.goto('mathematics');
        await page.evaluate((y) => scrollTo(0, y), depth);
        await expect.poll(() => scrolled(page)).toBe(depth);
        await page.reload();
        await expect.poll(() => scrolled(page), 'after a reload').toBe(depth);
        await page.locator('.footer a[href$="/glossary"]').dispatchEvent('click');
        await expect(page).toHaveURL(/glossary/);
        await page.goBack();
        await expect(page).toHaveURL(/mathematics/);
        await expect.poll(() => scrolled(page), 'after Back').toBe(depth);
      }
    });
  });
}

test('a picture of a whole page has no blank part', async ({ page }) => {
  for (const path of ['mathematics', 'api/vla-core', 'claims']) {
    await page.goto(path);
    const blank = await page.evaluate(() => {
      const laidOut = (element: Element): boolean => element.checkVisibility({ contentVisibilityAuto: true });
      return [...document.querySelectorAll('main :is(p, h2, h3, table, pre)')].filter(
        (element) => element.checkVisibility() && !(laidOut(element) && element.getClientRects().length > 0),
      ).length;
    });
    expect(blank, path).toBe(0);
    // Pictures far below are fetched without being scrolled to.
    await expect.poll(() => page.evaluate(missingPictures), path).toEqual([]);
  }
});

/** Pictures that are part of the page as it is, and not there. */
function missingPictures(): string[] {
  return [...document.querySelectorAll<HTMLImageElement>('main img')]
    .filter((image) => image.checkVisibility() && !(image.complete && image.naturalWidth > 0))
    .map((image) => image.currentSrc || image.src);
}
