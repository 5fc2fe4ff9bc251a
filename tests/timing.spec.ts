import { readFileSync } from 'node:fs';
import { experiments } from '../src/experiments/registry.ts';
import { pageOf, recordedFigure } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

/** Settings small enough for a test, by the labels of their fields. */
const small: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'at-published-size': { 'Timed steps of each': '1' },
  'linear-scaling': { 'Longest sequence': '512', 'Head size D': '16', 'Timings of each point': '3' },
  crossover: { 'Longest sequence': '256', 'Head size D': '16', 'Pairs of timings at each length': '3' },
  'kernel-ladder': { 'Short sequence': '32', 'Long sequence': '256', 'Head size D': '16', 'Rounds of timings': '3' },
  roofline: {
    'Tokens T': '128',
    'Head size D': '16',
    'Side of the matrices, in whole 128s': '128',
    'Mebibytes copied': '1',
  },
};

const timed = Object.values(experiments).filter(({ definition }) => definition.measuresTime);

test('every experiment that measures time is tested here', () => {
  expect(timed.map(({ definition }) => definition.id).sort()).toEqual(Object.keys(small).sort());
});

for (const { definition } of timed) {
  const { id, needsWebGpu } = definition;
  test(`${id} measures this device, and gives no verdict on another's times`, async ({ page }, { project }) => {
    await page.goto(pageOf(id));
    const widget = new Widget(page, id);
    await expect(widget.root.locator('figcaption')).toContainText(
      `Measured on ${recordedFigure(id).provenance.adapter}`,
    );
    await widget.openSettings();
    for (const [label, value] of Object.entries(small[id]!)) {
      await widget.root.getByLabel(label, { exact: true }).fill(value);
    }
    await widget.runButton.click();
    if (needsWebGpu && project.name === 'cpu') {
      await widget.expectFailure(/This needs WebGPU/);
      return;
    }
    expect(await widget.settled(), await widget.root.innerText()).toBe('done');
    const { ran, quantities } = await widget.published();
    expect(ran.backend).toBe(project.name === 'cpu' ? 'wasm' : 'webgpu');
    await expect(widget.root).toContainText(ran.adapter);
    await expect(widget.root).toContainText('The recorded times are those of');
    await expect(widget.root.locator('[data-outcome]')).toHaveCount(0);
    expect(quantities.length).toBeGreaterThan(0);
    for (const { value } of quantities) expect(value).toBeGreaterThan(0);
    await expect(widget.root.getByRole('img', { name: 'computed here' }).locator('svg').first()).toBeVisible();
  });
}

test.describe('the benchmark', () => {
  const parts = [
    'Crossover with softmax',
    'Time against length',
    'Forward pass',
    'Training step',
    'Long sequences',
    'Decoding',
    'Accuracy',
  ];

  async function choose(widget: Widget, ...labels: string[]): Promise<void> {
    for (const label of parts) {
      await widget.root.getByRole('checkbox', { name: new RegExp(`^${label}`) }).setChecked(labels.includes(label));
    }
  }

  test('shows, copies and saves what it measured', async ({ page, context }, { project }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(pageOf('benchmark'));
    const widget = new Widget(page, 'benchmark');
    const onCpu = project.name === 'cpu';
    await choose(widget, 'Decoding', ...(onCpu ? ['Crossover with softmax'] : []));
    await widget.runButton.click();
    expect(await widget.settled(), await widget.root.innerText()).toBe('done');
    const { ran, data } = await widget.published();
    const report = data as { parts: { part: string; kind: string }[]; backend: string };
    expect(report.backend).toBe(onCpu ? 'wasm' : 'webgpu');
    await expect(widget.root).toContainText(ran.adapter);
    const decoding = widget.root.locator('[data-part="decode"]');
    if (onCpu) {
      const reason = 'WebGPU is there, but it offers no adapter.';
      await expect(decoding).toContainText(`Not measured. It compares kernels of a graphics device; ${reason}`);
      await expect(widget.root.locator('[data-part="crossover"]').getByRole('img')).toBeVisible();
    } else {
      expect(await decoding.getByRole('row').count()).toBeGreaterThan(1);
    }

    await widget.root.getByRole('button', { name: 'Copy as JSON' }).click();
    await expect(widget.root).toContainText('Copied.');
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    expect(copied).toMatchObject(report);
    const saving = page.waitForEvent('download');
    await widget.root.getByRole('button', { name: 'Download JSON' }).click();
    const download = await saving;
    expect(download.suggestedFilename()).toMatch(/^vla-benchmark-[a-z0-9-]+\.json$/);
    expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toEqual(copied);
  });

  test('asks for something to measure', async ({ page }) => {
    await page.goto(pageOf('benchmark'));
    const widget = new Widget(page, 'benchmark');
    await choose(widget);
    await widget.runButton.click();
    await widget.expectState('recorded');
    await expect(widget.root).toContainText('Choose at least one thing to measure.');
  });

  test('can be cancelled, and run again', async ({ page }) => {
    await page.goto(pageOf('benchmark'));
    const widget = new Widget(page, 'benchmark');
    await choose(widget, 'Time against length');
    await widget.runButton.click();
    await expect(widget.root.getByRole('progressbar')).not.toHaveAttribute('value', '0', { timeout: 180_000 });
    await widget.cancelButton.click();
    await widget.expectState('cancelled');
    await expect(widget.result).toHaveCount(0);
    await expect(widget.runButton).toBeFocused();
  });
});
