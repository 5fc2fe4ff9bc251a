import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Fault, host } from './support/deploy.ts';
import { Cell, sandboxPage } from './support/live.ts';
import { refusals } from './support/policy.ts';
import { folder, pageOf } from './support/site.ts';
import { expect, test as base, Widget } from './support/test.ts';

/** Each test has a host that sends headers, as its pages cannot give their workers a policy. */
const test = base.extend<{ site: Awaited<ReturnType<typeof host>> }>({
  // eslint-disable-next-line no-empty-pattern
  site: async ({}, use) => {
    const site = await host();
    await use(site);
    site.close();
  },
});

const figure = 'recurrence-explorer';
/** Small enough to be trained in seconds. */
const tiny = '?training.pairs=1&training.vocabulary=8&training.modelDim=8&training.batchSize=2&training.steps=4';

const policyOf = (text: string): string => /Content-Security-Policy(?:: |" content=")([^"\n]+)/.exec(text)![1]!;
const policies = {
  site: policyOf(readFileSync(join(folder, '_headers'), 'utf8')),
  sandbox: policyOf(sandboxPage),
};

/** Sends the policies that the site asks for, changed. */
const sending =
  (changed: (policy: string) => string): Fault =>
  (request, response) => {
    const policy = policies[request.path.startsWith('/live/') ? 'sandbox' : 'site'];
    response.set('Content-Security-Policy', changed(policy));
    return false;
  };

async function ranOf(page: Page, id: string): Promise<{ backend: string; adapter: string; note: string | null }> {
  const widget = new Widget(page, id);
  await widget.runButton.click();
  expect(await widget.settled(), await widget.root.innerText()).toBe('done');
  const { ran } = await widget.published();
  await expect(widget.root).toContainText(ran.adapter);
  return ran;
}

async function placeOfCell(page: Page): Promise<{ status: string; note: string }> {
  const cell = new Cell(page, 'code');
  await cell.write("import { openSession } from '@vla/kernels';\nawait openSession();");
  await cell.run();
  expect(await cell.settled()).toBe('done');
  return { status: await cell.status.innerText(), note: await cell.root.locator('[data-tone="note"]').innerText() };
}

test('figures, training and cells compute in WebAssembly under the policy that a host sends', async ({
  page,
  site,
}) => {
  const refused = await refusals(page);
  site.breaks(sending((policy) => policy));
  await page.goto(site.address + pageOf(figure));
  expect(await ranOf(page, figure)).toMatchObject({ backend: 'wasm', adapter: 'CPU (float32, WebAssembly)' });
  expect(await refused()).toEqual([]);
  await page.goto(`${site.address}training${tiny}`);
  expect(await ranOf(page, 'training')).toMatchObject({ backend: 'wasm', adapter: 'CPU (float32, WebAssembly)' });
  expect(await refused()).toEqual([]);
  await page.goto(`${site.address}api/vla-core`);
  const { status, note } = await placeOfCell(page);
  expect(status).toMatch(/ on CPU \(float32, WebAssembly\)\.$/);
  expect(note).not.toContain('JavaScript');
  expect(await refused()).toEqual([]);
});

test('where a policy does not name WebAssembly, they compute in JavaScript, and say so and why', async ({
  page,
  site,
}) => {
  site.breaks(sending((policy) => policy.replace(" 'wasm-unsafe-eval'", '')));
  const inJavaScript = {
    backend: 'cpu',
    adapter: 'CPU (float32, JavaScript)',
    note: expect.stringMatching(/It computes in JavaScript: WebAssembly was refused: /) as unknown,
  };
  await page.goto(site.address + pageOf(figure));
  expect(await ranOf(page, figure)).toMatchObject(inJavaScript);
  await page.goto(`${site.address}training${tiny}&training.backend=cpu`);
  expect(await ranOf(page, 'training')).toMatchObject(inJavaScript);
  await page.goto(`${site.address}api/vla-core`);
  const { status, note } = await placeOfCell(page);
  expect(status).toMatch(/ on CPU \(float32, JavaScript\)\.$/);
  expect(note).toMatch(/It computes in JavaScript: WebAssembly was refused: /);
});

test('training whose WebAssembly does not come says so, and trains once it comes', async ({ page }) => {
  await page.goto(`training${tiny}`);
  const training = new Widget(page, 'training');
  await page.route('**/*.wasm', (route) => route.fulfill({ status: 404, body: 'not found' }));
  await training.runButton.click();
  expect(await training.settled()).toBe('error');
  await expect(training.root.locator('[data-notice]')).toHaveText(
    /The computation stopped\..*WebAssembly could not be loaded\./,
  );
  await page.unroute('**/*.wasm');
  expect((await ranOf(page, 'training')).backend).toBe('wasm');
});

test('a click trains the first setting on the processor within 30 s', async ({ page }) => {
  await page.goto('training?training.backend=cpu');
  const training = new Widget(page, 'training');
  const start = performance.now();
  await training.runButton.click();
  expect(await training.settled(), await training.root.innerText()).toBe('done');
  expect(performance.now() - start).toBeLessThan(30_000);
  const text = await training.root.locator('script[data-result]').textContent();
  const { racers } = JSON.parse(text!) as { racers: { scores: { exactMatch: number }[] }[] };
  expect(racers[0]!.scores.at(-1)!.exactMatch).toBeGreaterThanOrEqual(0.99);
});
