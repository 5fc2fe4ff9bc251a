import type { Locator } from '@playwright/test';
import { expect, test, Widget } from './support/test.ts';

const address = 'experiments/long-range-arena';

interface Trained {
  readonly ran: { readonly backend: string; readonly adapter: string; readonly software: boolean };
  readonly floors: { readonly constant: number; readonly rootOnly: number };
  readonly racers: readonly { readonly scores: readonly { readonly accuracy: number; readonly sequences: number }[] }[];
}

/** What the model says at each bracket, in the order in which they stand. */
const saidAt = (root: Locator): Promise<string[]> =>
  root.locator('[data-answer]').evaluateAll((all) => all.map(({ textContent }) => textContent ?? ''));

/** The recorded model's answers to an expression, and what the widget says of where they were computed. */
async function askRecorded(root: Locator, text: string): Promise<{ said: string[]; where: string }> {
  await root.getByLabel('Expression', { exact: true }).fill(text);
  await root.getByRole('button', { name: 'Ask the recorded model' }).click();
  await expect(root.getByText(/^The recorded model: \d+ of \d+ brackets? right\.$/)).toBeVisible();
  const summary = (await root.getByText(/Tested here just now, on/).textContent())!;
  return { said: await saidAt(root), where: /just now, on ([^:]+):/.exec(summary)![1]! };
}

test('the tiny rung is trained on the graphics device above its floors, says so, and is asked there', async ({
  page,
}) => {
  test.setTimeout(15 * 60_000);
  await page.goto(address);
  const listops = new Widget(page, 'listops');
  await listops.runButton.click();
  expect(await listops.settled(14 * 60_000)).toBe('done');
  const { ran, floors, racers } = JSON.parse((await listops.result.textContent())!) as Trained;
  expect(ran).toMatchObject({ backend: 'webgpu', software: true });
  await expect(listops.root).toContainText(`on ${ran.adapter}`);
  const { accuracy, sequences } = racers[0]!.scores.at(-1)!;
  expect(accuracy).toBeGreaterThan(floors.rootOnly + 3 / Math.sqrt(4 * sequences));
  expect(accuracy).toBeGreaterThan(floors.constant + 0.2);

  await listops.root.getByLabel('Expression', { exact: true }).fill('[MIN 4 0 7 1]');
  await listops.root.getByRole('button', { name: 'Ask the model trained here' }).click();
  await expect(listops.root.getByText(/^The model trained here: [01] of 1 bracket right\.$/)).toBeVisible();
});

test('the recorded model says the same on the graphics device as on the processor, and where it was asked', async ({
  page,
}) => {
  const asked = '[MAX 2 [MIN 4 7] [SM 3 9 1] 5]';
  await page.goto(address);
  const onDevice = await askRecorded(new Widget(page, 'listops').root, asked);
  await page.goto(`${address}?listops.backend=cpu`);
  const onProcessor = await askRecorded(new Widget(page, 'listops').root, asked);
  expect(onDevice.where).toMatch(/swiftshader/i);
  expect(onProcessor.where).toContain('CPU');
  expect(onDevice.said).toHaveLength(3);
  expect(onDevice.said).toEqual(onProcessor.said);
});
