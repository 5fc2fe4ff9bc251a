import { pages } from './support/site.ts';
import { expect, test } from './support/test.ts';

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  for (const { path, figures } of pages.filter((page) => page.figures.some(isRecorded))) {
    test(`/${path} shows its figures`, async ({ page }) => {
      const pictures = new Set<string>();
      page.on('response', (response) => {
        if (response.ok() && response.url().includes('.light.svg')) pictures.add(response.url());
      });
      await page.goto(path, { waitUntil: 'networkidle' });
      for (const id of new Set(figures.filter(isRecorded))) {
        const figure = page.locator(`[data-figure="${id}"]`).first();
        await figure.scrollIntoViewIfNeeded();
        await expect(figure).toHaveAttribute('data-state', 'recorded');
        const picture = figure.getByRole('img').first();
        await expect(picture).toBeVisible();
        await expect(picture).toHaveAccessibleName(/\S/);
        await expect.poll(() => [...pictures].some((url) => url.includes(`/${id}.light.svg`))).toBe(true);
        await expect(figure.locator('figcaption')).toContainText(/\S{3}/);
        await figure.locator('details > summary').last().click();
        expect(await figure.getByRole('table').last().getByRole('row').count()).toBeGreaterThan(1);
        await expect(figure).toContainText('Recorded 20');
        await expect(figure.getByRole('link', { name: /JSON/ })).toBeVisible();
      }
    });
  }
});

/** The widgets of the reader's own device have nothing recorded. */
function isRecorded(figure: string): boolean {
  return figure !== 'device-check' && figure !== 'benchmark';
}
