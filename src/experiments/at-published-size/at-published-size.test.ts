import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openSession } from '@vla/kernels';
import { describe, expect, test } from 'vitest';
import { FigureStore } from '../../lib/recording/store.ts';
import { canonicalJson } from '../../lib/recording/canonical.ts';
import { candidatesOf } from '../../lib/training/plan.ts';
import { experiments } from '../registry.ts';
import type { Data, PlannedPart } from './compute.ts';
import { hoursAsIn, hoursOf, runsOf, stepsOf } from './costs.ts';
import { definitions, type PartName } from './partIds.ts';
import { recordedRuns } from './parts.ts';
import { view } from './view.ts';

const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const names = Object.keys(definitions) as PartName[];

const models = (stepSeconds: number) => ({ mixer: 'vla', runs: 10, steps: 3600, batchSize: 64, stepSeconds });
const part: PlannedPart = { name: 'recall', shared: 0, models: [models(0.5), models(1)] };

test('every experiment at the published size is a part', () => {
  const published = Object.keys(experiments).filter(
    (id) => id.endsWith('-published') || id.startsWith('mqar-published'),
  );
  expect(
    Object.values(definitions)
      .map(({ id }) => id as string)
      .sort(),
  ).toEqual(published.sort());
});

test('hours are those of all runs, at their most steps', () => {
  expect([runsOf(part), stepsOf(part), hoursOf(part)]).toEqual([20, 3600, 15]);
  expect(hoursAsIn(part, { parts: [{ ...part, models: [models(7)] }] })).toBe(5);
});

test('a measurement of one model says nothing of whole parts', () => {
  const one: Data = { parts: [{ ...part, models: [models(0.5)] }] };
  expect(view.quantities(one).map(({ name, value }) => [name, value])).toEqual([
    ['vlaStep', 0.5],
    ['vlaRun', 30],
  ]);
  expect(view.quantities({ parts: [part], whole: true }).map(({ name }) => name)).toContain('recallHours');
});

describe('what is recorded', async () => {
  const { parts } = new FigureStore(file('static/figures')).read('at-published-size')!.data as Data;
  const runtime = await openSession({ backend: 'cpu' });
  const earlier = new Set<string>();

  test.each(names)('of %s has as many runs and steps as its definition asks for', async (name) => {
    const all = await candidatesOf(recordedRuns[name], runtime);
    const keys = all.map((one) => canonicalJson(one));
    const shared = keys.filter((key) => earlier.has(key)).length;
    for (const key of keys) earlier.add(key);
    const recorded = parts.find((one) => one.name === name)!;
    expect({ runs: runsOf(recorded), shared: recorded.shared }).toEqual({ runs: all.length - shared, shared });
    expect(stepsOf(recorded)).toBe((definitions[name].config as { readonly steps: number }).steps);
    for (const { stepSeconds, batchSize } of recorded.models) {
      expect(stepSeconds).toBeGreaterThan(0);
      expect(all.map(({ recipe }) => recipe.batchSize)).toContain(batchSize);
    }
  });

  // Four rates for each of four mixers at 16 pairs, and three seeds at each number of pairs.
  test('of the first part has 16 runs that choose, and 36 that count', () =>
    expect(runsOf(parts[0]!)).toBe(4 * 4 + 4 * 3 * 3));
});

test('its page has a place for each figure', () => {
  const page = readFileSync(file('docs/experiments/at-published-size.mdx'), 'utf8');
  for (const { id } of Object.values(definitions)) {
    expect(page).toContain(`<WhenRecorded figure="${id}">\n\n<Figure id="${id}" />\n`);
  }
});
