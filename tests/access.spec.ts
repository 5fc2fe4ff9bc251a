import AxeBuilder from '@axe-core/playwright';
import { pageOf } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

const paths = ['', 'intro', 'mathematics', 'api/vla-core', 'experiments', pageOf('state-norms'), 'getting-started'];

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    for (const path of paths) {
      test(`/${path} breaks no accessibility rule`, async ({ page }) => {
        await page.goto(path, { waitUntil: 'networkidle' });
        await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
        await expectAccessible(new AxeBuilder({ page }));
      });
    }

    test('a figure breaks none with its settings open, a problem shown, and after a run', async ({ page }) => {
      await page.goto(pageOf('jacobian-norm'));
      const widget = new Widget(page, 'jacobian-norm');
      await widget.root.getByText('Settings', { exact: true }).click();
      await widget.root.getByLabel('Seed', { exact: true }).fill('-1');
      await widget.runButton.click();
      await expect(widget.root.locator('[aria-invalid="true"]')).toBeVisible();
      await expectAccessible(new AxeBuilder({ page }));
      await widget.root.getByLabel('Seed', { exact: true }).fill('1');
      await widget.runButton.click();
      expect(await widget.settled()).toBe('done');
      await expectAccessible(new AxeBuilder({ page }));
    });
  });
}

async function expectAccessible(axe: AxeBuilder): Promise<void> {
  // KaTeX's visual half is hidden from assistive technology, inherits the text's colour, and is most of the page.
  const { violations, passes } = await axe.exclude('.katex-html').analyze();
  expect(passes.length).toBeGreaterThan(10);
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`),
  ).toEqual([]);
}
