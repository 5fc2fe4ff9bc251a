import { holdWorker } from './support/faults.ts';
import { pageOf, pages } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

/** Long enough to be stopped on any machine. */
const long = 'eigenvalues';
const quick = 'recurrence-explorer';

test('Cancel stops a run, and the next run works', async ({ page }) => {
  await page.goto(pageOf(long));
  const widget = new Widget(page, long);
  await widget.runButton.click();
  await widget.expectState('running');
  await expect(widget.root.getByRole('progressbar')).not.toHaveAttribute('value', '0', { timeout: 180_000 });
  await widget.cancelButton.click();
  await widget.expectState('cancelled');
  await expect(widget.result).toHaveCount(0);
  await expect(widget.runButton).toBeFocused();
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
  await expect(widget.result).toHaveCount(1);
});

test('a second widget waits for the first, and both finish', async ({ page }) => {
  const shared = pages.find(({ figures }) => new Set(figures).size > 1);
  expect(shared, 'a page with two figures').toBeDefined();
  const [first, second] = [...new Set(shared!.figures)].map((figure) => new Widget(page, figure));
  const release = await holdWorker(page);
  await page.goto(shared!.path);
  await first!.runButton.click();
  await second!.runButton.click();
  await expect(second!.root).toContainText('Waiting for another figure');
  release();
  expect(await first!.settled()).toBe('done');
  expect(await second!.settled()).toBe('done');
});

test('a value that cannot be used is explained and nothing runs', async ({ page }) => {
  await page.goto(pageOf(quick));
  const widget = new Widget(page, quick);
  await widget.openSettings();
  const seed = widget.root.getByLabel('Seed', { exact: true });
  const recorded = await seed.inputValue();
  await seed.fill('minus one');
  await widget.runButton.click();
  await expect(seed).toHaveAttribute('aria-invalid', 'true');
  await expect(seed).toHaveAccessibleDescription(/Enter a whole number from 0 to 4294967295/);
  await widget.expectState('recorded');
  await seed.fill(recorded);
  await expect(seed).not.toHaveAttribute('aria-invalid', 'true');
});

test('another seed gives other numbers, and the recorded figure comes back', async ({ page }) => {
  await page.goto(pageOf(quick));
  const widget = new Widget(page, quick);
  const picture = widget.root.getByRole('img', { includeHidden: false }).first();
  const alternative = await picture.getAttribute('alt');
  await widget.openSettings();
  await widget.root.getByLabel('Seed', { exact: true }).fill('4711');
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
  await expect(widget.root).toContainText('The settings differ from the recorded ones');
  expect(await widget.published()).toMatchObject({ seed: 4711 });
  await widget.root.getByRole('button', { name: 'Back to the recorded figure' }).click();
  await widget.expectState('recorded');
  await expect(widget.result).toHaveCount(0);
  await expect(picture).toHaveAttribute('alt', alternative!);
});

test('a view control redraws recorded data without computing', async ({ page }) => {
  const explorer = 'penalty-evolution';
  await page.goto(pageOf(explorer));
  const widget = new Widget(page, explorer);
  const slider = widget.root.getByRole('slider').first();
  await slider.focus();
  await page.keyboard.press('Home');
  const drawing = widget.root.locator('[role="img"] svg').first();
  await expect(drawing).toBeVisible();
  const before = await drawing.evaluate((element) => element.outerHTML);
  await page.keyboard.press('End');
  await expect.poll(() => drawing.evaluate((element) => element.outerHTML)).not.toBe(before);
  await widget.expectState('recorded');
  expect(page.workers()).toEqual([]);
});

test('leaving the page stops its run, and the next page is not kept waiting', async ({ page }) => {
  await page.goto(pageOf(long));
  const left = new Widget(page, long);
  await left.runButton.click();
  await expect(left.root.getByRole('progressbar')).not.toHaveAttribute('value', '0', { timeout: 180_000 });
  await page
    .getByRole('navigation', { name: 'Docs sidebar' })
    .getByRole('link', { name: 'Recurrence explorer' })
    .click();
  const widget = new Widget(page, quick);
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
});

test('a slider that is held for long leaves the page as it is, and its last value in the address', async ({ page }) => {
  // As Safari does: it throws at more than a hundred writes within thirty seconds.
  await page.addInitScript(() => {
    const replace = history.replaceState;
    let times: number[] = [];
    history.replaceState = function (...args) {
      times = times.filter((time) => performance.now() - time < 30_000);
      if (times.length >= 100)
        throw new DOMException('Attempt to use history.replaceState() too often', 'SecurityError');
      times.push(performance.now());
      replace.apply(this, args);
    };
  });
  await page.goto(pageOf(quick));
  const widget = new Widget(page, quick);
  const slider = widget.root.getByRole('slider').first();
  await slider.focus();
  for (let i = 0; i < 80; i++)
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
  const value = await slider.inputValue();
  await expect(page).toHaveURL(new RegExp(`view\\.step=${value}(&|#|$)`));
  await expect(widget.root.getByRole('img').locator('svg').first()).toContainText(`Step ${value} of`);
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
});

test('a fault of a figure stays the figure’s: the page keeps working, the recorded picture comes back', async ({
  page,
}) => {
  await page.goto(pageOf(quick));
  const widget = new Widget(page, quick);
  await widget.root.getByRole('slider').first().press('ArrowLeft');
  await expect(widget.root.getByRole('img').locator('svg').first()).toBeVisible();
  const heading = page.getByRole('heading', { level: 1 });
  await page.evaluate(() => {
    const text = URLSearchParams.prototype.toString;
    const broken = (): string => {
      throw new Error('a stray fault');
    };
    URLSearchParams.prototype.toString = broken;
    Object.assign(window, { mend: () => (URLSearchParams.prototype.toString = text) });
  });
  await widget.root.getByRole('slider').first().press('ArrowLeft');
  const notice = widget.root.locator('[data-notice]');
  await expect(notice).toContainText('The live part of this figure stopped.');
  await expect(notice).toContainText('Error: a stray fault.');
  await widget.expectState('error');
  await expect(heading).toBeVisible();
  await expect(widget.root.getByRole('img', { includeHidden: false }).first()).toBeVisible();
  await page.evaluate(() => (window as unknown as { mend: () => void }).mend());
  await notice.getByRole('button', { name: 'Try again' }).click();
  await widget.expectState('recorded');
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
});

for (const [what, files] of [
  ['index', /search-index/],
  ['scripts', /assets\/js\/(?!runtime)[^/]*\.js$/],
] as const) {
  test(`search whose ${what} are not there any more says so, and finds once they are`, async ({ page }) => {
    await page.goto('intro');
    const field = page.getByRole('combobox', { name: 'Search' }).or(page.getByPlaceholder('Search')).first();
    await page.route(files, (route) => route.fulfill({ status: 404, contentType: 'text/html', body: 'not found' }));
    await field.fill('nudge');
    const fault = page.locator('[data-search-fault]');
    await expect(fault).toContainText('The search could not be loaded.');
    await page.unroute(files);
    await fault.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('option').first()).toBeVisible();
    await expect(fault).toHaveCount(0);
  });
}
