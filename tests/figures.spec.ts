import { operatorLabels } from '@vla/kernels/labels';
import { capitalized } from '../src/lib/format.ts';
import { experiments } from '../src/experiments/registry.ts';
import { agrees } from '../src/lib/compare.ts';
import { watchTasks } from './support/longTasks.ts';
import { pageOf, recordedFigure } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

/**
 * Every widget runs to its end on the reader's device and reproduces what was recorded. The same file runs in a
 * browser with WebGPU and in one without. Meanwhile the page stays responsive.
 */
const runsHere = Object.keys(experiments).filter((id) => {
  const { measuresTime, recordedOn } = experiments[id]!.definition;
  // Training takes minutes in a browser: `training.spec.ts` has a test of it, and `npm run figures -- --confirm` compares.
  return !measuresTime && !recordedOn;
});

/**
 * Milliseconds of processor time that no task of the page may take. A page that is slow by itself is so each time; one
 * slow task in three runs is the machine's, which may share its processors.
 */
const LONGEST_TASK = 150;

for (const id of runsHere) {
  test(`${id} reproduces the recorded numbers`, async ({ page }, { project }) => {
    const widget = new Widget(page, id);
    const longest: number[] = [];
    do {
      await page.goto(pageOf(id));
      await widget.expectState('recorded');
      await expect(widget.runButton).toBeVisible();
      const tasks = await watchTasks(page);
      await widget.runButton.click();
      expect(await widget.settled(), await widget.root.innerText()).toBe('done');
      longest.push(await tasks.longest());
    } while (longest.at(-1)! >= LONGEST_TASK && longest.length < 3);
    expect(longest.at(-1), `longest tasks of each run: ${longest.join(', ')}`).toBeLessThan(LONGEST_TASK);

    const { ran, quantities } = await widget.published();
    expectLabel(project.name, ran, await widget.root.innerText(), id === 'ablations' ? partly : undefined);
    const recorded = recordedFigure(id).quantities;
    expect(quantities.map(({ name }) => name)).toEqual(recorded.map(({ name }) => name));
    const differing = recorded.filter((quantity, index) => !agrees(quantity, quantities[index]!.value));
    expect(differing).toEqual([]);
    await expect(widget.root.getByRole('img', { name: 'computed here' }).locator('svg').first()).toBeVisible();
    // A reader's click computes the recorded setting, unless the figure has a shorter one for it.
    if (experiments[id]!.definition.live) return;
    const outcome = widget.root.locator('[data-outcome]');
    await expect(outcome).toHaveAttribute('data-outcome', 'within');
    await expect(outcome).toContainText(`seed ${recordedFigure(id).seed}`);
    await expect(widget.numbers.getByText('outside', { exact: true })).toHaveCount(0);
  });
}

test('device-check finds every operator and form right', async ({ page }, { project }) => {
  await page.goto(pageOf('device-check'));
  const widget = new Widget(page, 'device-check');
  await widget.runButton.click();
  expect(await widget.settled(), await widget.root.innerText()).toBe('done');
  const { ran, data } = await widget.published();
  expectLabel(project.name, ran, await widget.root.innerText(), partly);
  const { cases } = data as { cases: { operator: string; relativeError: number; tolerance: number }[] };
  expect(new Set(cases.map(({ operator }) => operator.split(',')[0]))).toEqual(
    new Set(Object.values(operatorLabels).map((label) => capitalized(label))),
  );
  for (const one of cases) expect(one.relativeError).toBeLessThanOrEqual(one.tolerance);
});

/** Chunks are computed in JavaScript, and the operators that have them are named. */
const partly = /^CPU \(float32, WebAssembly; .+ in JavaScript\)$/;

function expectLabel(
  project: string,
  ran: { backend: string; adapter: string; note: string | null },
  shown: string,
  processor = /^CPU \(float32, WebAssembly\)$/,
): void {
  expect(ran.backend).toBe(project === 'webgpu' ? 'webgpu' : 'wasm');
  expect(shown).toContain(ran.adapter);
  if (project === 'webgpu') {
    expect(ran.adapter).toContain('software GPU');
  } else {
    expect(ran.adapter).toMatch(processor);
    expect(ran.note).toContain('runs on the CPU');
    expect(shown).toContain(ran.note);
  }
}
