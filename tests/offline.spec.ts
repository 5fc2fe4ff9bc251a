import type { Page } from '@playwright/test';
import { recordedPath } from '../src/lib/recorded.ts';
import { host } from './support/deploy.ts';
import { Cell } from './support/live.ts';
import { status, update, visit } from './support/offline.ts';
import { pageOf, pages, recordedFigure } from './support/site.ts';
import { awaitTakeover, expect, test, Widget } from './support/test.ts';

test.use({ serviceWorkers: 'allow' });

test('after one visit every page, math, pictures, search and links are there without a network', async ({
  page,
  context,
}) => {
  await visit(page, '');
  await context.setOffline(true);
  expect(await status(page, '/elsewhere.txt')).toBe('no answer');
  for (const { path } of pages) {
    await page.goto(path, { waitUntil: 'domcontentloaded' });
    await expect(page.getByRole('heading', { level: 1 }).first(), path).toBeVisible();
  }

  await page.goto('intro');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Mathematics' }).click();
  await expect(page.locator('.katex').first()).toBeVisible();
  expect(await page.evaluate(() => document.fonts.load('16px KaTeX_Math').then((fonts) => fonts.length))).toBe(1);
  await page.goto(pageOf('state-norms'));
  const picture = page.locator('[data-figure="state-norms"]').getByRole('img').first();
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate(isDrawn)).toBe(true);
  await page.getByPlaceholder('Search').first().fill('nudge');
  await page.getByRole('listbox').getByRole('option').first().click();
  await expect(page).not.toHaveURL(new RegExp(`${pageOf('state-norms')}$`));
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await page.goto('no/such/page');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no page here');
});

function isDrawn(element: Element): boolean {
  const image = element instanceof HTMLImageElement ? element : element.querySelector('img');
  return image !== null && image.complete && image.naturalWidth > 0;
}

test('a figure that was run once runs again without a network', async ({ page, context }) => {
  const id = 'recurrence-explorer';
  await visit(page, pageOf(id));
  const widget = new Widget(page, id);
  const drawn = widget.root.getByRole('img', { name: 'computed here' }).locator('svg').first();
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
  await expect(drawn).toBeVisible();
  // The browser keeps a script once it is used, without making the page wait for that.
  await expect.poll(() => page.evaluate(scriptsNotKept)).toEqual([]);
  await context.setOffline(true);
  await page.reload();
  await widget.runButton.click();
  expect(await widget.settled(), await widget.root.innerText()).toBe('done');
  await expect(drawn).toBeVisible();
});

test('a model that was trained once in WebAssembly is trained again without a network', async ({ page, context }) => {
  await visit(page, 'training?training.pairs=1&training.vocabulary=8&training.modelDim=8&training.steps=2');
  const widget = new Widget(page, 'training');
  await widget.runButton.click();
  expect(await widget.settled(), await widget.root.innerText()).toBe('done');
  const kept = () =>
    page.evaluate(async () => {
      const caught = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
      return caught.flat().filter(({ url }) => url.endsWith('.wasm')).length;
    });
  await expect.poll(kept).toBe(1);
  await context.setOffline(true);
  await page.reload();
  await widget.runButton.click();
  expect(await widget.settled(), await widget.root.innerText()).toBe('done');
  expect((await widget.published()).ran.backend).toBe('wasm');
});

async function scriptsNotKept(): Promise<string[]> {
  const used = performance.getEntriesByType('resource').map(({ name }) => name);
  const scripts = used.filter((name) => /\/assets\/js\/.*\.js$/.test(name));
  const kept = await Promise.all(scripts.map((name) => caches.match(name)));
  return scripts.filter((_, index) => !kept[index]);
}

test('what is kept belongs to this build', async ({ page, context, baseURL }) => {
  const outdated = `vla-used-${baseURL}-0123456789abcdef`;
  await page.addInitScript((name) => void (location.hash === '#first' && caches.open(name)), outdated);
  await visit(page, '#first');
  await expect.poll(() => page.evaluate(() => caches.keys())).not.toContain(outdated);
  await context.setOffline(true);
  const { dataHash } = recordedFigure('state-norms').provenance;
  const own = new URL(recordedPath('state-norms', 'json', dataHash).slice(1), baseURL).href;
  expect(await status(page, own)).toBe(200);
  expect(await status(page, own.replace(/v=.*/, 'v=000000000000'))).toBe('no answer');
});

test('the site can be installed', async ({ page, baseURL }) => {
  await page.goto('');
  const address = await page.locator('link[rel="manifest"]').getAttribute('href');
  const app = await (await page.request.get(new URL(address!, baseURL).href)).json();
  expect(app).toMatchObject({ start_url: '/vla/', scope: '/vla/', display: 'standalone' });
  for (const { src, sizes } of app.icons as { src: string; sizes: string }[]) {
    const icon = await (await page.request.get(new URL(src, baseURL).href)).body();
    expect(`${icon.readUInt32BE(16)}x${icon.readUInt32BE(20)}`).toBe(sizes);
  }
  const browser = await page.context().newCDPSession(page);
  const errors = async (): Promise<string[]> =>
    (await browser.send('Page.getInstallabilityErrors')).installabilityErrors.map(({ errorId }) => errorId);
  // The browser fetches manifest and icons when it likes.
  await expect.poll(async () => (await errors()).filter((id) => id !== 'in-incognito')).toEqual([]);
});

test.describe('a later build', () => {
  const [before, after] = ['The mathematics of VLA', 'The later mathematics of VLA'];
  const heading = (page: Page) => page.getByRole('heading', { level: 1 });
  const follow = (page: Page) =>
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Mathematics' }).click();

  test('is what its readers see after a reload or a link, with and without a network, and without a mix of both', async ({
    page,
    context,
  }) => {
    const site = await host();
    await visit(page, site.address);
    const other = await context.newPage();
    awaitTakeover(other);
    await visit(other, site.address);
    expect(await update(page, () => site.deploy(before, after))).toBe('taken over');

    await follow(page);
    await expect(heading(page)).toHaveText(after);
    await expect(page.locator('.katex').first()).toBeVisible();
    const scripts = await page
      .locator('script[src*="runtime"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('src')));
    expect(scripts).toHaveLength(1);
    expect(await status(page, scripts[0]!)).toBe(200);

    await other.reload();
    await follow(other);
    await expect(heading(other)).toHaveText(after);
    await context.setOffline(true);
    await other.goto(`${site.address}mathematics`);
    await expect(heading(other)).toHaveText(after);
    site.close();
  });
});

test('live code says that it needs a network, and runs when there is one', async ({ page, context }) => {
  await visit(page, 'api/vla-core');
  await context.setOffline(true);
  await page.reload();
  const cell = new Cell(page, 'code');
  await cell.run();
  await expect(cell.status).toHaveText(/There is no network.* Run it again when there is one\.$/);
  await context.setOffline(false);
  await cell.run();
  expect(await cell.settled()).toBe('done');
});
