import type { Page } from '@playwright/test';
import { expect, test } from './support/test.ts';

/** Addresses of what the page of results lists for a question. */
async function found(page: Page, question: string): Promise<string[]> {
  await page.goto(`search?q=${encodeURIComponent(question)}`);
  const main = page.getByRole('main');
  await expect(main).toContainText(/documents? found|No documents were found/);
  return main.locator('article a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
}

test('words are found with any dash between them, and in any letters', async ({ page }) => {
  const hits = await found(page, 'Sherman–Morrison');
  expect(hits.length).toBeGreaterThan(5);
  for (const spelled of ['Sherman-Morrison', 'sherman morrison', 'Shérman‑Morrison', '(Sherman/Morrison)']) {
    expect(await found(page, spelled), spelled).toEqual(hits);
  }
});

test('Greek letters are found, in formulas and by their names', async ({ page }) => {
  for (const letter of ['λ', 'λ0', 'α', 'σ']) {
    expect((await found(page, letter)).length, letter).toBeGreaterThan(3);
  }
  const hits = await found(page, 'λ');
  expect(hits.some((address) => address.includes('/penalty-builder'))).toBe(true);
  expect(await found(page, 'lambda')).toEqual(hits);
  await expect(page.getByRole('main').locator('article mark').filter({ hasText: 'λ' }).first()).toBeVisible();
});

test('a word that no page has is not found', async ({ page }) => {
  expect(await found(page, 'zyzzyva')).toEqual([]);
});

test('the field suggests what is found', async ({ page }) => {
  await page.goto('intro');
  await page.getByRole('combobox').or(page.locator('.navbar__search-input')).first().click();
  await page.keyboard.type('Sherman-Morrison');
  await expect(page.locator('.navbar mark').filter({ hasText: 'Sherman' }).first()).toBeVisible();
});
