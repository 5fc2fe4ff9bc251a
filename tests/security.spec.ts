import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusals } from './support/policy.ts';
import { folder, pageOf } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

// Every page is opened in traffic.spec.ts, which also looks at what its policy refused.

test('a figure runs, draws and is saved under the policy', async ({ page }) => {
  const refused = await refusals(page);
  await page.goto(pageOf('jacobian-norm'));
  const widget = new Widget(page, 'jacobian-norm');
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
  await expect(widget.root.getByRole('img', { name: 'computed here' }).locator('svg').first()).toBeVisible();
  await widget.root.getByText('Share, download, cite').click();
  const download = page.waitForEvent('download');
  await widget.root.getByRole('button', { name: 'Picture, PNG' }).click();
  await download;
  expect(await refused()).toEqual([]);
});

test('the search finds a page under the policy', async ({ page }) => {
  const refused = await refusals(page);
  await page.goto('intro');
  await page.getByRole('combobox', { name: 'Search' }).or(page.getByPlaceholder('Search')).first().fill('nudge');
  await expect(page.getByRole('option').first()).toBeVisible();
  expect(await refused()).toEqual([]);
});

test('a script that is put into a page does not run', async ({ page }) => {
  const refused = await refusals(page);
  await page.goto('intro');
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken"';
    document.body.append(script);
    const image = document.createElement('img');
    image.setAttribute('onerror', 'document.title = "taken"');
    image.src = 'missing.png';
    document.body.append(image);
  });
  await expect.poll(refused).toContainEqual(expect.stringContaining('script-src'));
  expect(await page.title()).not.toBe('taken');
});

test('hosts that send headers send the same policy', async () => {
  const headers = readFileSync(join(folder, '_headers'), 'utf8');
  expect(headers).toMatch(/^\/vla\/\*\n {2}Content-Security-Policy: default-src 'none'; script-src 'self' 'sha256-/);
  expect(headers).toContain("frame-ancestors 'self'");
});
