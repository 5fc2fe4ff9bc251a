import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { folder } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

const address = 'experiments/long-range-arena';

interface Trained {
  readonly ran: { readonly backend: string };
  readonly floors: { readonly constant: number; readonly rootOnly: number };
  readonly racers: readonly { readonly scores: readonly { readonly accuracy: number; readonly sequences: number }[] }[];
}

async function openArena(page: Page, search = ''): Promise<{ listops: Widget; pathX: Widget }> {
  await page.goto(`${address}${search}`);
  return { listops: new Widget(page, 'listops'), pathX: new Widget(page, 'path-x') };
}

/** Rules of accessibility that a widget breaks, in both themes. */
async function violationsIn(page: Page, id: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include(`[data-figure="${id}"]`).analyze();
    found.push(...violations.map((one) => `${colorScheme}, ${one.id}: ${one.nodes[0]!.html}`));
  }
  return found;
}

test('a reader trains the tiny rung above its floors, and asks it an expression of their own', async ({ page }) => {
  const { listops } = await openArena(page);
  const { root } = listops;
  await listops.runButton.click();
  expect(await listops.settled()).toBe('done');
  const { ran, floors, racers } = JSON.parse((await listops.result.textContent())!) as Trained;
  const { accuracy, sequences } = racers[0]!.scores.at(-1)!;
  expect(ran.backend).toBe('wasm');
  expect(accuracy).toBeGreaterThan(floors.rootOnly + 3 / Math.sqrt(4 * sequences));
  expect(accuracy).toBeGreaterThan(floors.constant + 0.2);
  await expect(root.getByRole('img', { name: /^Accuracy: .*always the same digit/ }).locator('canvas')).toBeVisible();

  const typed = root.getByLabel('Expression', { exact: true });
  await typed.fill('[MIN 4 0 7 1]');
  // Enter asks, as a button does.
  await typed.press('Enter');
  await expect(root.locator('[data-bracket] [data-answer]')).toHaveCount(1);
  await expect(root.getByText(/^The model trained here: [01] of 1 bracket right\.$/)).toBeVisible();
  await root.getByText('The brackets as a table').click();
  await expect(root.getByRole('group', { name: 'Brackets of the expression' })).toContainText('[MIN 4 0 7 1 ]');
  expect(await violationsIn(page, 'listops')).toEqual([]);
});

test('the slider is moved by keys: the floor, what the rule sees and its guess follow', async ({ page }) => {
  const { root } = (await openArena(page)).listops;
  await root.getByLabel('Expression', { exact: true }).fill('[MAX 2 [MIN 4 7] 1]');
  const seen = () => root.locator('[data-seen]').evaluateAll((all) => all.map((one) => one.getAttribute('data-seen')));
  const slider = root.getByRole('slider', { name: 'Levels known' });
  await slider.focus();
  await page.keyboard.press('Home');
  expect(await seen()).toEqual(['operator', 'hidden']);
  await expect(slider).toHaveAttribute('aria-valuetext', '0: the first operator alone');
  await page.keyboard.press('ArrowRight');
  expect(await seen()).toEqual(['read', 'operator']);
  await page.keyboard.press('ArrowRight');
  expect(await seen()).toEqual(['read', 'read']);
  await expect(root.locator('[data-guess="4"]')).toContainText('right');
  await expect(root.locator('[aria-current="true"]')).toContainText('100.0 %');
  expect(page.workers()).toEqual([]);
});

test('what is no expression is explained at once; one that is too long for the model when it is asked', async ({
  page,
}) => {
  const { root } = (await openArena(page)).listops;
  const typed = root.getByLabel('Expression', { exact: true });
  await typed.fill('[MEAN 4 7]');
  await expect(root.getByRole('alert')).toContainText('The expression had the word "[MEAN"');
  await typed.fill(`[MAX ${'1 2 3 4 5 6 7 8 9 '.repeat(4)}]`);
  await expect(root.getByRole('alert')).toHaveCount(0);
  await root.getByRole('button', { name: 'Ask the recorded model' }).click();
  await expect(root.getByRole('alert')).toContainText('has 38 tokens, and this model reads at most 32');
});

test('the recorded model fills in the brackets of every expression that is drawn', async ({ page }) => {
  const { root } = (await openArena(page, '?listops.backend=cpu')).listops;
  const field = root.getByLabel('Expression', { exact: true });
  const drawn = new Set<string>();
  for (let i = 0; i < 3; i++) {
    drawn.add(await field.inputValue());
    await root.getByRole('button', { name: 'Ask the recorded model' }).click();
    await expect(root.getByText(/^The recorded model: \d+ of \d+ brackets? right\.$/)).toBeVisible();
    expect(await root.locator('[data-answer]').count()).toBe(await root.locator('[data-bracket]').count());
    await root.getByRole('button', { name: 'Draw another' }).click();
    await expect(root.locator('[data-answer]')).toHaveCount(0);
  }
  expect(drawn.size).toBe(3);
  const { parameters } = JSON.parse(readFileSync(join(folder, 'checkpoints/listops-b-vla.json'), 'utf8'));
  await expect(root).toContainText(`${parameters.total} weights`);
  await expect(root).toContainText(/Tested here just now, on CPU \([^)]*WebAssembly[^)]*\):/);
  expect(await violationsIn(page, 'listops')).toEqual([]);
});

test('a step at the length of Path-X shows time and memory, and Cancel ends it at once', async ({ page }) => {
  const { pathX } = await openArena(page);
  await pathX.runButton.click();
  await pathX.expectState('running');
  await expect.poll(() => page.workers().length).toBe(1);
  await pathX.cancelButton.click();
  await pathX.expectState('cancelled', 1000);
  await expect.poll(() => page.workers().length).toBe(0);
  await pathX.runButton.click();
  expect(await pathX.settled()).toBe('done');
  const table = pathX.root.getByRole('group', { name: 'A training step with each mixer' });
  for (const mixer of ['VLA', 'DeltaNet', 'linear attention']) {
    await expect(table.getByRole('row', { name: mixer })).toContainText(/\d (ms|s).*\d MiB.*\d days/);
  }
  expect(await violationsIn(page, 'path-x')).toEqual([]);
});

test('every training that was not run is timed, with what all of it would take here, and Cancel ends that', async ({
  page,
}) => {
  await page.goto('experiments/lra-overall');
  const times = new Widget(page, 'arena-times');
  await times.runButton.click();
  await times.expectState('running');
  await expect.poll(() => page.workers().length).toBe(1);
  await times.cancelButton.click();
  await times.expectState('cancelled', 1000);
  await expect.poll(() => page.workers().length).toBe(0);
  await times.runButton.click();
  expect(await times.settled(240_000)).toBe('done');
  const { trainings } = JSON.parse((await times.result.textContent())!) as {
    readonly trainings: readonly { readonly key: string; readonly hours: number; readonly ran: { backend: string } }[];
  };
  for (const { hours, ran } of trainings) {
    expect(hours).toBeGreaterThan(0);
    expect(ran.backend).toBe('wasm');
  }
  const hoursOf = (key: string): number => trainings.find((one) => one.key === key)!.hours;
  // A hundred times the operations, however busy the machine is.
  expect(hoursOf('pathx')).toBeGreaterThan(10 * hoursOf('listops'));
  const table = times.root.getByRole('group', { name: 'Trainings that were not run, on this device' });
  for (const name of ['ListOps, rung B', 'ListOps, published length', 'Text, 1,000 bytes', 'Retrieval', 'Path-X']) {
    await expect(table.getByRole('row', { name })).toContainText(/\d (ms|s)\d.* (min|h|days)$/);
  }
  expect(await violationsIn(page, 'arena-times')).toEqual([]);
});

test.describe('Pathfinder', () => {
  test('the rules are asked in a worker, and tracing finds what is drawn', async ({ page }) => {
    await page.goto(address);
    const root = page.locator('[data-arena="pathfinder"]');
    await expect(root.getByRole('img', { name: /^400 tokens, .* tokens apart$/ }).locator('svg')).toBeVisible();
    expect(page.workers()).toEqual([]);
    await root.getByLabel('tracing the path').check();
    await expect(root.locator('[data-verdict-of="tracing"]')).toContainText(
      /The checker sees \d+ dashes and says (yes, one path|no, two paths): right/,
    );
    await root.getByLabel('the distance of the marks').check();
    await expect(root.locator('[data-verdict-of="distance"]')).toContainText(/Of \d+ other pictures .* right in \d/);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).include('[data-arena="pathfinder"]').analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).toEqual([]);
    }
  });

  test('a picture is drawn by pointer and by keys, and the checker answers from its pixels', async ({ page }) => {
    await page.goto(address);
    const root = page.locator('[data-arena="pathfinder"]');
    await root.getByRole('button', { name: 'Draw your own' }).click();
    await root.getByLabel('tracing the path').check();
    const said = root.locator('[data-verdict-of="tracing"]');
    await expect(said).toHaveText('No end is marked: two are needed.');
    const sheet = root.getByRole('application');
    await sheet.scrollIntoViewIfNeeded();
    const box = (await sheet.boundingBox())!;
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(0.15, 0.3));
    await page.mouse.down();
    await page.mouse.move(...at(0.85, 0.3), { steps: 8 });
    await page.mouse.up();
    await expect(said).toContainText('says yes, one path: right');
    // A second path by keys: to the lower left, pen down, to the right, pen up, and its end marked.
    await sheet.focus();
    for (const key of ['ArrowDown', 'ArrowLeft']) for (let i = 0; i < 5; i++) await page.keyboard.press(key);
    await page.keyboard.press('Space');
    for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await page.keyboard.press('m');
    await expect(said).toContainText('says no, two paths: right');
    await root.getByRole('button', { name: 'Undo' }).click();
    await expect(said).toHaveText('One end is marked: two are needed.');
  });
});
