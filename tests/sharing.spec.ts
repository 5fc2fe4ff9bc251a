import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { pageOf, recordedFigure } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

const id = 'recurrence-explorer';
const at = (search: string): string => `${pageOf(id)}?${search}`;

async function openShare(widget: Widget): Promise<void> {
  await widget.root.getByText('Share, download, cite').click();
}

async function saved(page: Page, widget: Widget, button: string): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await widget.root.getByRole('button', { name: button }).click();
  return readFile(await (await download).path());
}

test('settings and seed live in the address, and a reload gives the same result', async ({ page, context }) => {
  await page.goto(pageOf(id));
  const widget = new Widget(page, id);
  await widget.changeSeed(4711);
  await widget.root.getByLabel('Length T').fill('12');
  await expect(page).toHaveURL(/recurrence-explorer\.length=12&recurrence-explorer\.seed=4711/);
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
  const first = await widget.published();
  await openShare(widget);
  const link = await widget.root.getByLabel('Link to this figure').inputValue();

  const other = await context.newPage();
  await other.goto(link);
  const again = new Widget(other, id);
  await expect(again.root).toContainText('The settings below come from the link');
  await expect(again.root.getByLabel('Seed', { exact: true })).toHaveValue('4711');
  // Nothing runs before its reader wants it.
  await other.waitForLoadState('networkidle');
  await again.expectState('recorded');
  expect(other.workers()).toEqual([]);
  await again.runButton.click();
  expect(await again.settled()).toBe('done');
  const second = await again.published();
  expect(second.seed).toBe(4711);
  expect(second.data).toEqual(first.data);
  await other.reload();
  await expect(again.root.getByLabel('Seed', { exact: true })).toHaveValue('4711');
  await again.root.getByRole('button', { name: 'Run', exact: true }).click();
  expect(await again.settled()).toBe('done');
  expect((await again.published()).data).toEqual(first.data);
});

test('the view lives in the address too, and the recorded data is drawn in it', async ({ page }) => {
  await page.goto(at(`${id}.view.step=3`));
  const widget = new Widget(page, id);
  await expect(widget.root.getByRole('img').locator('svg').first()).toContainText('Step 3 of 20');
  await widget.expectState('recorded');
  expect(page.workers()).toEqual([]);
});

for (const [name, search] of Object.entries({
  'a script': `${id}.seed=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E`,
  'a huge size': `${id}.length=999999999`,
  'no number': `${id}.headSize=NaN&${id}.lambda0=`,
  'broken escapes': `${id}.seed=%E0%A4%A&${id}.view.step=%00`,
  'strange names': `${id}.__proto__=1&${id}.constructor=2&${id}.config=3`,
})) {
  test(`a link with ${name} leaves the defaults and says so`, async ({ page }) => {
    page.on('dialog', () => expect('a dialog').toBe('none'));
    await page.goto(at(search));
    const widget = new Widget(page, id);
    await expect(widget.root.locator('[data-link-note]')).toContainText(/keeps its default|unknown here/);
    await widget.expectState('recorded');
    await expect(widget.root.locator('[data-link-note] *:not(p)')).toHaveCount(0);
    await widget.openSettings();
    const { seed, config } = recordedFigure(id);
    await expect(widget.root.getByLabel('Seed', { exact: true })).toHaveValue(String(seed));
    await expect(widget.root.getByLabel('Length T')).toHaveValue(String((config as { length: number }).length));
    await expect(page).not.toHaveURL(/alert|999999999|NaN/);
  });
}

test('what is recorded can be taken away as data, table and picture, with its origin', async ({ page }) => {
  await page.goto(pageOf(id));
  const widget = new Widget(page, id);
  await openShare(widget);
  const recorded = recordedFigure(id);
  expect(JSON.parse(String(await saved(page, widget, 'Data, JSON')))).toEqual(recorded);
  const csv = String(await saved(page, widget, 'Table, CSV'))
    .trimEnd()
    .split('\r\n');
  expect(csv).toHaveLength(recorded.table.rows.length + 1);
  expect(csv[1]).toBe(recorded.table.rows[0]!.join(','));
  expect(String(await saved(page, widget, 'Picture, SVG'))).toMatch(/^<svg[^>]* viewBox=/);
  const png = await saved(page, widget, 'Picture, PNG');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(1440);
  const bibtex = widget.root.locator('[data-citation="bibtex"]');
  await expect(bibtex).toContainText(recorded.provenance.commit.slice(0, 12));
  await expect(bibtex).toContainText(recorded.provenance.dataHash.slice(0, 12));
  await expect(widget.root.locator('[data-citation="plain"]')).toContainText(recorded.provenance.adapter);
});

test('a result of one’s own is taken away with its seed and device', async ({ page }) => {
  await page.goto(at(`${id}.seed=7`));
  const widget = new Widget(page, id);
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
  const { data, ran } = await widget.published();
  await openShare(widget);
  const file = JSON.parse(String(await saved(page, widget, 'Data, JSON')));
  expect(file).toMatchObject({ id, seed: 7, data, ran });
  const plain = widget.root.locator('[data-citation="plain"]');
  await expect(plain).toContainText('seed 7');
  await widget.root.getByLabel('Seed', { exact: true }).fill('8');
  await expect(widget.root.getByLabel('Link to this figure')).toHaveValue(/seed=8/);
  await expect(plain).toContainText(`${id}.seed=7#`);
  await expect(plain).toContainText(ran.adapter);
  expect(String(await saved(page, widget, 'Picture, SVG'))).toContain('Step 6 of');
});

test('what the benchmark is to measure lives in the address, and nothing runs by itself', async ({ page }) => {
  await page.goto('benchmark');
  const widget = new Widget(page, 'benchmark');
  const box = (name: string) => widget.root.getByRole('checkbox', { name: new RegExp(`^${name}`) });
  await box('Crossover with softmax').uncheck();
  await box('Decoding').check();
  await widget.root.getByLabel('How thoroughly').selectOption('full');
  await widget.root.getByLabel('Compute on').selectOption('cpu');
  await expect(page).toHaveURL(
    /benchmark\.crossover=false&benchmark\.decode=true&benchmark\.thoroughness=full&benchmark\.backend=cpu/,
  );
  await page.reload();
  await expect(widget.root.locator('[data-link-note]')).toContainText('come from the link');
  await expect(box('Crossover with softmax')).not.toBeChecked();
  await expect(box('Decoding')).toBeChecked();
  await expect(box('Forward pass')).toBeChecked();
  await expect(widget.root.getByLabel('How thoroughly')).toHaveValue('full');
  await expect(widget.root.getByLabel('Compute on')).toHaveValue('cpu');
  await page.waitForLoadState('networkidle');
  await widget.expectState('recorded');
  expect(page.workers()).toEqual([]);
});

test('a link to the benchmark with nonsense leaves the defaults and says so', async ({ page }) => {
  await page.goto('benchmark?benchmark.crossover=maybe&benchmark.thoroughness=__proto__&benchmark.peers=true');
  const widget = new Widget(page, 'benchmark');
  await expect(widget.root.locator('[data-link-note] p')).toHaveCount(3);
  await expect(widget.root.getByRole('checkbox', { name: 'Crossover with softmax' })).toBeChecked();
  await expect(widget.root.getByLabel('How thoroughly')).toHaveValue('quick');
  await expect(page).not.toHaveURL(/maybe|__proto__|peers/);
});

test('where the device check computes lives in the address', async ({ page }) => {
  const check = 'device-check';
  await page.goto(`${pageOf(check)}?device-check.backend=cpu`);
  const widget = new Widget(page, check);
  await expect(widget.root.getByLabel('Compute on')).toHaveValue('cpu');
  await page.waitForLoadState('networkidle');
  await widget.expectState('recorded');
  expect(page.workers()).toEqual([]);
  await widget.root.getByLabel('Compute on').selectOption('auto');
  await expect(page).not.toHaveURL(/device-check\./);
});
