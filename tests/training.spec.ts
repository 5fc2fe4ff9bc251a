import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { decodeSafetensors } from '../kernels/src/model/safetensors.ts';
import { agrees } from '../src/lib/compare.ts';
import { folder, pageOf, recordedFigure, script, scripts } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

interface Published {
  readonly ran: { readonly backend: string; readonly software: boolean };
  readonly workers: number;
  readonly racers: readonly {
    readonly mixer: string;
    readonly points: readonly { readonly step: number; readonly loss: number }[];
    readonly scores: readonly {
      readonly step: number;
      readonly exactMatch: number;
      readonly memory: { readonly tensors: number; readonly bytes: number };
    }[];
  }[];
}

/** The widget that trains, at an address with these settings. */
class Training {
  readonly root: Locator;
  constructor(readonly page: Page) {
    this.root = page.locator('[data-figure="training"]');
  }

  static async at(page: Page, settings: Readonly<Record<string, string | number>> = {}): Promise<Training> {
    const search = Object.entries(settings).map(([name, value]) => `training.${name}=${value}`);
    await page.goto(`training?${search.join('&')}`);
    return new Training(page);
  }

  button(name: string | RegExp): Locator {
    return this.root.getByRole('button', { name, exact: typeof name === 'string' });
  }

  async expectState(state: string | RegExp, timeout = 120_000): Promise<void> {
    await expect(this.root).toHaveAttribute('data-state', state, { timeout });
  }

  /** Waits until some steps were made. */
  async hasBegun(): Promise<void> {
    await expect(this.root).toContainText(/Step [1-9]/, { timeout: 180_000 });
  }

  async published(): Promise<Published> {
    return JSON.parse((await this.root.locator('script[data-result]').textContent()) ?? '') as Published;
  }

  async saved(button: string | RegExp): Promise<Buffer> {
    const download = this.page.waitForEvent('download');
    await this.button(button).click();
    return readFile(await (await download).path());
  }
}

/** Small enough to be trained in seconds. */
const tiny = { pairs: 1, vocabulary: 8, modelDim: 8, batchSize: 2 };

test('a click trains VLA to recall four pairs, without a leak, and the model answers by hand', async ({ page }) => {
  test.setTimeout(15 * 60_000);
  const training = await Training.at(page);
  await training.button('Train').click();
  await training.expectState('done', 14 * 60_000);
  const { ran, racers } = await training.published();
  expect(ran).toMatchObject({ backend: 'webgpu', software: true });
  const [{ scores, points }] = racers as [Published['racers'][number]];
  expect(scores.at(-1)!.exactMatch).toBeGreaterThanOrEqual(0.99);
  expect(points.map(({ step }) => step)).toEqual(points.map((_, i) => i + 1));
  expect(scores.length).toBeGreaterThan(3);
  for (const { memory } of scores) expect(memory).toEqual(scores[0]!.memory);

  await expect(training.root.getByRole('img', { name: /^S of VLA, 32 by 32/ }).locator('svg')).toBeVisible();
  await expect(training.root.getByRole('img', { name: /^A of VLA, 32 by 32/ }).locator('svg')).toBeVisible();
  await training.root.getByLabel('Pairs, key and value').fill('3 17, 8 21, 1 30, 12 16');
  await training.root.getByLabel('Queries').fill('8 12 3 1');
  await training.button('Ask').click();
  const answers = training.root.getByRole('group', { name: 'The model’s answers' });
  await expect(answers.getByText('(right)')).toHaveCount(4);
  await expect(answers.getByRole('row', { name: /key 8, position 9/ })).toContainText('21 (right)');
});

test('training pauses, continues where it was, and is cancelled', async ({ page }) => {
  const training = await Training.at(page, { ...tiny, steps: 20000, stop: 'false' });
  await training.button('Train').click();
  await training.hasBegun();
  await training.button('Pause').click();
  await training.expectState('paused');
  const paused = training.root.getByText(/Paused at step \d+/);
  const text = await paused.textContent();
  await page.waitForTimeout(1500);
  expect(await paused.textContent()).toBe(text);
  await training.button('Resume').click();
  await training.expectState('running');
  const step = Number(/Paused at step (\d+)/.exec(text!)![1]);
  await expect
    .poll(async () => Number(/Step (\d+)/.exec((await training.root.textContent())!)?.[1] ?? 0), { timeout: 120_000 })
    .toBeGreaterThan(step);
  await training.button('Cancel').click();
  await training.expectState('cancelled');
  await expect(training.button('Train again')).toBeFocused();
  const { points } = (await training.published()).racers[0]!;
  expect(points.map((point) => point.step)).toEqual(points.map((_, i) => i + 1));
  // The worker is free again.
  await training.button('Train again').click();
  await training.hasBegun();
  await training.button('Cancel').click();
  await training.expectState('cancelled');
});

test('two mixers race, and curve and weights are taken along', async ({ page }) => {
  const training = await Training.at(page, { ...tiny, rival: 'linear', steps: 4 });
  await training.button('Train').click();
  await training.expectState('done', 200_000);
  const { racers } = await training.published();
  expect(racers.map(({ mixer, points }) => [mixer, points.length])).toEqual([
    ['vla', 4],
    ['linear', 4],
  ]);
  // Both read the same first batch, with different mixers.
  expect(racers[0]!.points[0]!.loss).not.toBe(racers[1]!.points[0]!.loss);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include('[data-figure="training"]').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).toEqual([]);
  }
  const csv = String(await training.saved('Curve, CSV'))
    .trimEnd()
    .split('\r\n');
  expect(csv).toHaveLength(9);
  expect(csv[1]).toContain(`vla,1,${racers[0]!.points[0]!.loss},`);
  expect(JSON.parse(String(await training.saved('Curve, JSON')))).toEqual(await training.published());
  const { tensors, metadata } = decodeSafetensors(await training.saved(/^Weights of linear attention/));
  expect(metadata).toMatchObject({ format: 'vla-training-run', step: '4' });
  expect(tensors['tokenEmbedding']!.shape).toEqual([8, 8]);
});

for (const workers of [1, 2]) {
  test(`the same seed on the same device gives the same curve, with workers: ${workers}`, async ({ page }) => {
    const training = await Training.at(page, { ...tiny, backend: 'cpu', steps: 5, workers });
    const curves: unknown[] = [];
    for (const button of ['Train', 'Train again']) {
      await training.button(button).click();
      await training.expectState('done');
      const { racers, ...published } = await training.published();
      expect(published.workers).toBe(workers);
      curves.push(racers[0]!.points);
    }
    expect(curves[1]).toEqual(curves[0]);
  });
}

test('the recorded model is loaded and asked; a file that is no model is refused', async ({ page }) => {
  const training = await Training.at(page, { backend: 'cpu' });
  await training.root.getByText('Load a trained model and ask it').click();
  const file = training.root.getByLabel('Load a file');
  await file.setInputFiles({ name: 'a.safetensors', mimeType: '', buffer: Buffer.from('no model at all') });
  await expect(training.root.getByRole('alert').first()).toContainText(
    /The file holds no run that can be loaded\. .*announces a header/,
  );
  await file.setInputFiles(join(folder, 'checkpoints/mqar-4-vla.safetensors'));
  await expect(training.root).toContainText(/VLA, 16544 parameters, trained for 400 steps on mqar/, {
    timeout: 60_000,
  });
  await expect(training.root).toContainText(/(99|100)\.\d % of 128 unseen sequences/);
  await training.button('Ask').click();
  await expect(training.root.getByText('(right)')).toHaveCount(4);
  await training.root.getByLabel('Queries').fill('99');
  await training.button('Ask').click();
  await expect(training.root.getByRole('alert').last()).toContainText('99 is not among the keys');
});

/** Keeps every script with such a text from the page until the returned function is called, as after a new deployment. */
async function withhold(page: Page, text: string): Promise<() => Promise<void>> {
  const names = scripts.filter((name) => script(name).includes(text));
  expect(names).not.toEqual([]);
  const address = new RegExp(`/(${names.join('|').replaceAll('.', '\\.')})$`);
  await page.route(address, (route) => route.fulfill({ status: 404, body: 'not found' }));
  return () => page.unroute(address);
}

test('a part that does not load says so in its place; the page and the training continue', async ({ page }) => {
  const training = await Training.at(page, { ...tiny, steps: 20000, stop: 'false', backend: 'cpu' });
  const deploy = await withhold(page, 'Load the recorded model');
  await training.button('Train').click();
  await training.hasBegun();
  await training.root.getByText('Load a trained model and ask it').click();
  await expect(training.root.locator('[data-notice]')).toContainText(
    'The part that loads a model could not be loaded.',
  );
  const stepNow = async (): Promise<number> =>
    Number(/Step (\d+)/.exec((await training.root.textContent())!)?.[1] ?? 0);
  const step = await stepNow();
  await expect.poll(stepNow, { timeout: 120_000 }).toBeGreaterThan(step);
  await training.expectState('running');
  await deploy();
  await training.button('Try again').click();
  await expect(training.button('Load the recorded model')).toBeVisible();
  await training.expectState('running');
  await training.button('Cancel').click();
  await training.expectState('cancelled');
});

test('training continues where its charts do not load, and they come when they can', async ({ page }) => {
  const training = await Training.at(page, { ...tiny, steps: 5, backend: 'cpu' });
  const deploy = await withhold(page, 'Unseen sequences without a mistake');
  await training.button('Train').click();
  await expect(training.root.locator('[data-notice]')).toContainText('The part with the charts could not be loaded.');
  await training.expectState('done');
  await deploy();
  await training.button('Try again').click();
  await expect(training.root.getByRole('img', { name: /^Training loss: VLA from/ })).toBeVisible();
});

test('charts are drawn in a browser whose language is no language tag', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'language', { get: () => 'C' }));
  const training = await Training.at(page, { ...tiny, steps: 2, backend: 'cpu' });
  await training.button('Train').click();
  await training.expectState('done');
  await expect(training.root.getByRole('img', { name: /^Training loss: VLA from/ }).locator('canvas')).toBeVisible();
});

test('settings live in the address, nothing runs by itself, and what cannot be used is said', async ({ page }) => {
  const training = await Training.at(page, { pairs: 3, mixer: 'deltanet', steps: '1e99', backend: 'cpu', odd: 1 });
  const note = training.root.locator('[data-link-note]');
  await expect(note).toContainText('“Steps” keeps its default');
  await expect(note).toContainText('unknown here');
  await expect(training.root.getByLabel('Mixer')).toHaveValue('deltanet');
  await page.waitForLoadState('networkidle');
  expect(page.workers()).toEqual([]);
  await training.expectState('recorded');
  await training.root.getByLabel('Learning rate').fill('fast');
  await training.button('Train').click();
  await expect(training.root.getByLabel('Learning rate')).toHaveAttribute('aria-invalid', 'true');
  await training.expectState('recorded');
  await training.root.getByLabel('Learning rate').fill('0.01');
  // Three pairs of keys and values need seven tokens.
  await training.root.getByLabel('Vocabulary').fill('4');
  await expect(page).toHaveURL(/training\.vocabulary=4/);
  await training.button('Train').click();
  await training.expectState('error');
  await expect(training.root.locator('[data-notice]')).toContainText(
    'vocabulary: was 4; expected an integer of at least 7',
  );
});

/**
 * A reader's click on a figure that trains, about a minute each. A click on mqar-capacity trains the model of mqar-length.
 * One on shifted-recall trains three models, which is left to `npm run figures -- --confirm`; here it is cancelled.
 */
for (const id of ['copy-task', 'delayed-recall', 'mqar-length']) {
  test(`${id}: a run of the quick setting lands inside the recorded spread`, async ({ page }) => {
    test.setTimeout(7 * 60_000);
    await page.goto(pageOf(id));
    const widget = new Widget(page, id);
    await widget.runButton.click();
    await expect(widget.cancelButton).toBeVisible();
    await expect(widget.root.getByRole('progressbar', { name: 'Progress' })).toBeVisible();
    await expect(widget.root).toContainText(/\d+ % · .+, about .+ left/, { timeout: 120_000 });
    expect(await widget.settled(6 * 60_000), await widget.root.innerText()).toBe('done');

    const { ran, quantities } = await widget.published();
    expect(ran).toMatchObject({ backend: 'webgpu', software: true });
    const own = new Map(quantities.map(({ name, value }) => [name, value]));
    const asked = recordedFigure(id).quantities.filter(({ name }) => own.has(name));
    expect(asked).toHaveLength(own.size);
    expect(asked.filter(({ spread }) => spread !== undefined).length).toBeGreaterThan(1);
    expect(asked.filter((quantity) => !agrees(quantity, own.get(quantity.name)!))).toEqual([]);

    await expect(widget.root.locator('[data-outcome]')).toHaveAttribute('data-outcome', 'within');
    for (const column of ['Recorded', 'This run', 'Deviation', 'Tolerance', 'Verdict']) {
      await expect(widget.numbers.getByRole('columnheader', { name: column, exact: true })).toBeVisible();
    }
    await expect(widget.numbers.getByText('within', { exact: true })).toHaveCount(asked.length);
    await expect(widget.root).toContainText(`on ${ran.adapter}, with WebGPU`);
  });
}

test('a figure that trains is cancelled between two steps', async ({ page }) => {
  await page.goto(pageOf('shifted-recall'));
  const widget = new Widget(page, 'shifted-recall');
  await widget.runButton.click();
  await expect(widget.root).toContainText(/[1-9]\d* % ·/, { timeout: 180_000 });
  await widget.cancelButton.click();
  await widget.expectState('cancelled');
  await expect(widget.result).toHaveCount(0);
});
