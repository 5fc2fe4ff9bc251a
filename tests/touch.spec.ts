import { inGroups, pages } from './support/site.ts';
import { expect, test } from './support/test.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

for (const { name, group } of inGroups(pages)) {
  test(`no field makes iOS zoom in, and what stands alone is large enough for a finger: ${name}`, async ({ page }) => {
    for (const { path } of group) {
      await page.goto(path, { waitUntil: 'networkidle' });
      expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true);
      await page.evaluate(() =>
        document.querySelectorAll('details').forEach((details) => {
          details.open = true;
        }),
      );
      await page.waitForTimeout(200);
      const small = await page.evaluate(() => {
        const fields = [...document.querySelectorAll('input, select, textarea')];
        return fields.flatMap((field) => {
          const size = parseFloat(getComputedStyle(field).fontSize);
          return size < 16 ? [`${field.className || field.tagName} ${size}`] : [];
        });
      });
      expect(small, path).toEqual([]);
      const narrow = await page.evaluate(() => {
        const buttons = [...document.querySelectorAll('main button, .navbar button')];
        return buttons.flatMap((button) => {
          const { width, height } = button.getBoundingClientRect();
          return width > 0 && (width < 24 || height < 24)
            ? [`${button.ariaLabel ?? button.textContent} ${width} x ${height}`]
            : [];
        });
      });
      expect(narrow, path).toEqual([]);
    }
  });
}

test('the list of pages closes with a button that a finger meets', async ({ page }) => {
  await page.goto('intro');
  await page.getByRole('button', { name: 'Toggle navigation bar' }).tap();
  const box = await page.getByRole('button', { name: 'Close navigation bar' }).boundingBox();
  expect(Math.min(box!.width, box!.height)).toBeGreaterThanOrEqual(24);
});
