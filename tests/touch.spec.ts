import { expect, test } from './support/test.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test('the list of pages closes with a button that a finger meets', async ({ page }) => {
  await page.goto('intro');
  await page.getByRole('button', { name: 'Toggle navigation bar' }).tap();
  const box = await page.getByRole('button', { name: 'Close navigation bar' }).boundingBox();
  expect(Math.min(box!.width, box!.height)).toBeGreaterThanOrEqual(24);
});
