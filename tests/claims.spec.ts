import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { JudgedClaim } from '../src/claims/judged.ts';
import { claims } from '../src/claims/registry.ts';
import { indexed } from '../src/components/Indexed/indexed.ts';
import { folder } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

const published = JSON.parse(readFileSync(join(folder, 'claims.json'), 'utf8')) as readonly JudgedClaim[];
/** "S_t" as the page has it, with its index below the line. */
const withoutMarks = (text: string): string =>
  indexed(text)
    .map(({ part }) => part)
    .join('');
const withVerdict = (verdict: string): string[] =>
  published.filter((claim) => claim.verdict === verdict).map(({ id }) => id);
const shown = (page: Page): Promise<string[]> =>
  page
    .getByRole('article')
    .filter({ visible: true })
    .evaluateAll((entries) => entries.map(({ id }) => id));

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('every claim has its words, its source and its verdict, and the verdicts filter', async ({ page }) => {
      await page.goto('claims');
      expect(await shown(page)).toEqual(claims.map(({ id }) => id));
      for (const { id, quote, verdict, reason } of published) {
        const entry = page.locator(`article[id="${id}"]`);
        await expect(entry).toContainText(withoutMarks(quote));
        await expect(entry).toContainText(reason);
        await expect(entry.getByText(verdict, { exact: true })).toBeVisible();
      }
      const filter = page.getByRole('group', { name: 'Show' });
      for (const verdict of ['partly', 'not reproduced', 'not tested yet', 'reproduced']) {
        await filter.getByLabel(new RegExp(`^${verdict} `)).check();
        expect(await shown(page)).toEqual(withVerdict(verdict));
      }
      await filter.getByLabel(/^all /).check();
      expect(await shown(page)).toHaveLength(claims.length);
    });
  });
}

test('a figure is fetched when its entry is opened, and runs there', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto('claims', { waitUntil: 'networkidle' });
  expect(requests.filter((url) => url.includes('/figures/'))).toEqual([]);
  await page
    .locator('article[id="jacobian-norm"]')
    .getByText(/^Figure:/)
    .click();
  const widget = new Widget(page, 'jacobian-norm');
  await widget.expectState('recorded');
  await widget.runButton.click();
  expect(await widget.settled(), await widget.root.innerText()).toBe('done');
  const { quantities } = await widget.published();
  expect(quantities.find(({ name }) => name === 'maxNormLambda01')?.value).toBeGreaterThan(1);
});

test('one figure can be open under several claims', async ({ page }) => {
  await page.goto('claims');
  for (const id of ['bounded-state', 'settle-it']) {
    await page
      .locator(`article[id="${id}"]`)
      .getByText(/^Figure:/)
      .click();
  }
  await expect(page.locator('[data-figure="state-norms"]')).toHaveCount(2);
  const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
