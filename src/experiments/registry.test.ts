import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { openSession } from '@vla/kernels';
import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentView } from '../lib/experiment.ts';
import { canonicalJson } from '../lib/recording/canonical.ts';
import { FigureStore } from '../lib/recording/store.ts';
import { madeReviews } from './reviews/madeReviews.ts';
import { experiments } from './registry.ts';

const recorded = new FigureStore(fileURLToPath(new URL('../../static/figures', import.meta.url)));

/** Settings small enough for a test. */
const small: Readonly<Record<string, object>> = {
  'penalty-evolution': { seeds: 2, length: 48 },
  eigenvalues: { seeds: 2, length: 200, headSize: 8 },
  'ten-million': { length: 400, headSize: 4, vocabulary: 16 },
  ablations: { seeds: 2, headSize: 8, mostPairs: 32 },
  'state-norms': { seeds: 2, length: 1000, headSize: 4 },
  'jacobian-norm': { seeds: 2, length: 64, headSize: 8 },
  'inverse-drift': { seeds: 2, length: 200, headSize: 8 },
  'memory-capacity': { seeds: 2, headSize: 8, mostPairs: 32 },
  survival: { seeds: 2, headSize: 8, pairs: 4, later: 100 },
  'penalty-gating': { seeds: 2, headSize: 8, pairs: 2, later: 40 },
  'attention-entropy': { seeds: 2, length: 64, headSize: 8 },
  'gradient-check': { seeds: 2, length: 3, headSize: 2 },
  'optimality-gap': { seeds: 2, length: 40, headSize: 6 },
  'copy-task': { mixer: 'linear', learningRate: '0.008', seeds: 1, steps: 1 },
  'delayed-recall': { mixer: 'linear', learningRate: '0.008', seeds: 1, steps: 1, longest: 24 },
  'shifted-recall': { mixer: 'linear', learningRate: '0.008', seeds: 1, steps: 1 },
  'mqar-capacity': { mixer: 'linear', learningRate: '0.008', seeds: 1, steps: 1, longest: 24 },
  'mqar-length': { mixer: 'linear', learningRate: '0.008', seeds: 1, steps: 1, longest: 24 },
  ...Object.fromEntries(
    [
      ...['mqar-published', 'mqar-published-pairs', 'mqar-published-state'],
      ...['mqar-published-convolution', 'mqar-published-512', 'mqar-published-gated', 'copy-published'],
    ].map((id) => [id, { ...experiments[id].definition.live, learningRate: '0.003', steps: 1, tested: 128 }]),
  ),
  'mqar-published-length': { mixer: 'linear', learningRate: '0.003', seeds: 1, steps: 1, longest: 49 },
  'delayed-published': { mixer: 'linear', learningRate: '0.003', seeds: 1, steps: 1, longest: 24 },
  'recurrence-explorer': { length: 6 },
  'listops-full': { mixer: 'linear', steps: 1, until: 1, tested: 32 },
  'listops-three-levels': { mixer: 'linear', seeds: 1, steps: 1, tested: 48 },
  'state-tracking': { tasks: 'parity', mixer: 'linear', learningRate: '0.008', seeds: 1, steps: 1 },
  'step-eigenvalues': { seeds: 2, headSize: 3, before: 2 },
  'lra-per-task': { expressions: 40, pictures: 40 },
  'pathfinder-staged': {
    ...{ mixer: 'linear', learningRate: '0.004', seeds: 1, steps: 1 },
    ...{ stages: 1, tested: 16, followed: 16, fitted: 32 },
  },
  ...Object.fromEntries(
    ['text-beginnings', 'text-512', 'text-1000'].map((id) => [
      id,
      {
        ...{ mixer: 'linear', learningRate: '0.004', seeds: 1, steps: 1 },
        ...{ tested: 16, followed: 16, bytes: 24, runs: 2, counts: 'any' },
      },
    ]),
  ),
  'lra-overall': {
    mixer: 'linear',
    learningRate: '0.008',
    seeds: 1,
    steps: 1,
    rungs: 'A',
    tested: 48,
    publishedLength: 20,
  },
};

// Models are trained in WebAssembly, which takes a fifth of the time.
beforeAll(async () => expect(await setBackend('wasm')).toBe(true));

describe.each(Object.values(experiments))('$definition.id', ({ definition, loadCompute, loadView }) => {
  let view: ExperimentView<unknown, object>;
  let [data, other]: [unknown, unknown] = [null, null];

  beforeAll(async () => {
    view = await loadView();
    // Times are not the same twice, and some need a graphics device: these show what was recorded.
    if (definition.measuresTime) {
      data = other = recorded.read(definition.id)!.data;
      return;
    }
    // As it is recorded: in JavaScript a step at the published size takes minutes.
    const backend = definition.recordedOn ?? 'cpu';
    const [compute, runtime] = [await loadCompute(), await openSession({ backend })];
    const run = (seed: number) =>
      compute({
        config: { ...definition.config, ...small[definition.id] },
        seed,
        runtime,
        onProgress: ({ fraction, message }) => {
          expect(fraction).toBeGreaterThanOrEqual(0);
          expect(fraction).toBeLessThanOrEqual(1 + 1e-9);
          expect(typeof message).toBe('string');
        },
        signal: new AbortController().signal,
        ...(definition.needsFiles && { folder: madeReviews }),
      });
    [data, other] = [await run(1), await run(2)];
    expect(canonicalJson(await run(1))).toBe(canonicalJson(data));
    // Training takes seconds, and many times that on a busy machine.
  }, 120_000);

  const draw = (theme: 'light' | 'dark', width: number, recorded?: unknown): Element => {
    const { document } = new JSDOM('').window;
    return view.draw({ data, recorded, view: definition.view, theme, width, document });
  };

  test('gives plain JSON', () => expect(JSON.parse(JSON.stringify(data))).toEqual(data));

  // Times differ from run to run whatever the seed.
  if (!definition.measuresTime)
    test('depends on the seed', () => expect(canonicalJson(other)).not.toBe(canonicalJson(data)));

  test('has a control for every field but those that a page could not change, inside its range', () => {
    for (const [fields, controls] of [
      [definition.config, definition.controls],
      [definition.view, definition.viewControls],
    ] as const) {
      for (const control of controls as readonly { key: string; kind: string; min?: number; max?: number }[]) {
        const value = (fields as Record<string, unknown>)[control.key];
        expect(value, control.key).toBeDefined();
        if (control.min !== undefined) expect(value).toBeGreaterThanOrEqual(control.min);
        if (control.max !== undefined) expect(value).toBeLessThanOrEqual(control.max);
      }
    }
  });

  test.each([
    ['light', 720],
    ['dark', 720],
    ['light', 360],
  ] as const)('draws one named image on %s, %i pixels wide, the same every time', (theme, width) => {
    const svg = draw(theme, width);
    expect(svg.localName).toBe('svg');
    expect(svg.getAttribute('role')).toBe('img');
    expect(svg.getAttribute('aria-label')).toBe(definition.alternative);
    expect(svg.getAttribute('viewBox')).toMatch(new RegExp(`^0 0 ${width} \\d+$`));
    expect(draw(theme, width).outerHTML).toBe(svg.outerHTML);
  });

  test('sets no type smaller than 11 pixels and no more than 2,000 points', () => {
    const text = draw('light', 360).outerHTML;
    const sizes = [...text.matchAll(/font-size(?:="|:\s*)([\d.]+)/g)].map(([, size]) => Number(size));
    // Plot writes 10 as an attribute of its root and the figure's own size over it as a style.
    expect(sizes.filter((size) => size < 11).every((size) => size === 10)).toBe(true);
    expect(
      [...text.matchAll(/<svg[^>]*font-size="10"[^>]*>/g)].every(([root]) => /style="[^"]*font-size: 12px/.test(root)),
    ).toBe(true);
    const points = [...text.matchAll(/ d="([^"]*)"/g)].flatMap(([, path]) => path.match(/[MLCAS]/g) ?? []);
    expect(points.length).toBeLessThanOrEqual(2000);
  });

  test('refers to no id, so that two pictures can share a page', () => {
    expect(draw('light', 720).outerHTML).not.toMatch(/ id="|url\(#/);
  });

  test('draws recorded data behind', () => {
    expect(draw('light', 720, other).outerHTML).toContain('stroke-opacity="0.28"');
    expect(draw('light', 720).outerHTML).not.toContain('stroke-opacity="0.28"');
  });

  test('has a table of a few dozen rows at most, each as long as its head', () => {
    const { columns, rows } = view.table(data);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThanOrEqual(60);
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  test('has quantities with different names, finite values and tolerances', () => {
    const quantities = view.quantities(data);
    expect(new Set(quantities.map(({ name }) => name)).size).toBe(quantities.length);
    for (const { name, label, value, tolerance } of quantities) {
      expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(label).not.toBe('');
      expect(Number.isFinite(value)).toBe(true);
      if (tolerance) expect(tolerance.absolute + tolerance.relative).toBeGreaterThan(0);
      else expect(definition.measuresTime, name).toBe(true);
    }
  });
});

test('every experiment is registered under its id', () => {
  expect(Object.entries(experiments).map(([id, { definition }]) => id === definition.id)).toEqual(
    Object.keys(experiments).map(() => true),
  );
  const computed = Object.keys(experiments).filter((id) => !experiments[id].definition.measuresTime);
  expect(Object.keys(small).sort()).toEqual(computed.sort());
});
