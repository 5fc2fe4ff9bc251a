import { operatorLabels } from '@vla/kernels/labels';
import { experiments } from '../../src/experiments/registry.ts';
import { agrees } from '../../src/lib/compare.ts';
import { capitalized } from '../../src/lib/format.ts';
import { pageOf, recordedFigure } from '../support/site.ts';
import { engines, type EngineName } from './support/engines.ts';
import { Figure } from './support/figure.ts';
import { expect, test } from './support/test.ts';

/** Every figure that is computed again in seconds. Times are true of the device that they were measured on. */
const quick = Object.values(experiments).filter(
  ({ definition }) => definition.cost === 'quick' && !definition.measuresTime,
);

/** Where the processor computes those that take more than what WebAssembly has: a symbolic penalty, here. */
const processorOf: Readonly<Record<string, RegExp>> = {
  ablations: /^CPU \(float32, WebAssembly; VLA in JavaScript\)$/,
};

for (const { definition } of quick) {
  const { id, live } = definition;
  test(`${id} repeats the recorded numbers`, async ({ reader, engine }) => {
    await reader.stayAt(pageOf(id));
    const figure = new Figure(reader, id);
    await figure.press('Run', 'Run again');
    const { state, words } = await figure.settled();
    expect(state, words).toBe('done');
    const { ran, quantities } = await figure.published();
    expectPlace(engine, ran, words, processorOf[id]);
    const recorded = recordedFigure(id).quantities;
    expect(quantities.map(({ name }) => name)).toEqual(recorded.map(({ name }) => name));
    expect(recorded.filter((quantity, index) => !agrees(quantity, quantities[index]!.value))).toEqual([]);
    await reader.until(
      'the result is drawn',
      (root) => document.querySelector(`${root} [role="img"] svg`) !== null,
      figure.root,
    );
    // A reader's click computes the recorded setting, unless the figure has a shorter one for it.
    if (!live) expect(words).toContain(`Repeated. With the recorded inputs and seed ${recordedFigure(id).seed}`);
  });
}

test('the device check finds every operator and form right', async ({ reader, engine }) => {
  await reader.stayAt(pageOf('device-check'));
  const check = new Figure(reader, 'device-check');
  await check.press('Check this device');
  const { state, words } = await check.settled();
  expect(state, words).toBe('done');
  const { ran, data } = await check.published();
  // Chunks are computed in JavaScript, and the operators that have them are named.
  expectPlace(engine, ran, words, /^CPU \(float32, WebAssembly; .+ in JavaScript\)$/);
  const { cases } = data as { cases: { operator: string; relativeError: number; tolerance: number }[] };
  expect(new Set(cases.map(({ operator }) => operator.split(',')[0]))).toEqual(
    new Set(Object.values(operatorLabels).map((label) => capitalized(label))),
  );
  for (const one of cases) expect(one.relativeError).toBeLessThanOrEqual(one.tolerance);
});

test('a figure that needs WebGPU says so where there is none, and shows no number', async ({ reader, engine }) => {
  const { id } = Object.values(experiments).find(({ definition }) => definition.needsWebGpu)!.definition;
  await reader.stayAt(pageOf(id));
  const figure = new Figure(reader, id);
  await figure.press('Run', 'Run again');
  if (engines[engine].webgpu) {
    await reader.until('it runs', (root) => document.querySelector(`${root} progress`) !== null, figure.root);
    await figure.press('Cancel');
    expect((await figure.settled()).state).toBe('cancelled');
    return;
  }
  const { state, words } = await figure.settled();
  expect(state).toBe('error');
  expect(words).toContain('This needs WebGPU.');
  expect(await figure.published()).toBeNull();
});

function expectPlace(
  engine: EngineName,
  ran: { readonly backend: string; readonly adapter: string; readonly note: string | null },
  words: string,
  processor = /^CPU \(float32, WebAssembly\)$/,
): void {
  const { webgpu } = engines[engine];
  expect(ran.backend).toBe(webgpu ? 'webgpu' : 'wasm');
  expect(words).toContain(ran.adapter);
  if (webgpu) return;
  expect(ran.adapter).toMatch(processor);
  expect(ran.note).toContain('runs on the CPU');
  expect(words).toContain(ran.note);
}
