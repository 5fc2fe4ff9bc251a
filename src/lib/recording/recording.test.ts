import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSession } from '@vla/kernels';
import { JSDOM } from 'jsdom';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Folder } from '@vla/kernels/tasks';
import type { ComputeArguments, ExperimentEntry, RecordedFigure, Sources } from '../experiment.ts';
import { canonicalJson, hashOf, rounded } from './canonical.ts';
import { checkAgreement, checkReferences, checkStored } from './check.ts';
import type { Finding } from './check.ts';
import type { Workshop } from './commands.ts';
import { checkFigure, checkWhole, confirmFigure, recordFigure, redrawFigure } from './commands.ts';
import { describe as describeData } from './describe.ts';
import { referencesInText } from './references.ts';
import { staleness } from './stale.ts';
import { FigureStore } from './store.ts';

interface Data {
  readonly roots: readonly number[];
}

/** An experiment that needs no kernel: the square roots of 1 … count. */
const entry = {
  definition: {
    id: 'roots',
    title: 'Roots',
    caption: 'Square roots.',
    alternative: 'A list.',
    config: { count: 3 },
    seed: 1,
    controls: [],
    view: {},
    viewControls: [],
    cost: 'quick',
  },
  loadCompute:
    async () =>
    async ({ config }) => ({
      roots: Array.from({ length: (config as { count: number }).count }, (_, i) => Math.sqrt(i + 1)),
    }),
  loadView: async () => ({
    draw: ({ data, theme, document }) => {
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      svg.textContent = `${theme}: 1\u00a0<\u00a0${(data as Data).roots.join(' ')}`;
      return svg;
    },
    table: (data) => ({ columns: ['root'], rows: (data as Data).roots.map((root) => [root]) }),
    quantities: (data) => [
      { name: 'last', label: 'Last', value: (data as Data).roots[2], tolerance: { relative: 0, absolute: 1e-3 } },
    ],
  }),
} satisfies ExperimentEntry;

const code = { commit: 'a'.repeat(40), packages: { node: '20.0.0' } };
const sources: Sources = { hash: 'b'.repeat(64), modules: { 'compute.ts': '1' }, packages: { maths: '1.0.0' } };
const document = (): Document => new JSDOM('').window.document;

let store: FigureStore;
beforeEach(() => {
  store = new FigureStore(mkdtempSync(join(tmpdir(), 'figures-')));
  findings = [];
});
afterEach(() => rmSync(store.folder, { recursive: true }));

let findings: Finding[];
const shop = (commit = code.commit): Workshop => ({
  store,
  document,
  runtime: () => openSession({ backend: 'cpu' }),
  code: () => ({ ...code, commit }),
  sources: async () => sources,
  watch: () => ({ onProgress: () => undefined, end: () => undefined }),
  report: (finding) => findings.push(finding),
  signal: new AbortController().signal,
});

async function recorded(commit = code.commit): Promise<RecordedFigure> {
  await recordFigure(entry, shop(commit));
  expect(findings.pop()).toEqual({ what: 'roots', problem: null });
  return store.read('roots') as RecordedFigure;
}

const problems = async (now = sources): Promise<string[]> =>
  (await checkStored(entry, { store, document, sources: async () => now })).flatMap(({ what, problem }) =>
    problem === null ? [] : [what],
  );

describe('numbers', () => {
  test('keep seven digits', () => {
    expect(rounded({ a: [Math.PI, 1e-9 / 3], b: 'x', c: 12 })).toEqual({ a: [3.141593, 3.333333e-10], b: 'x', c: 12 });
  });

  test('that are not finite stop the recording, and the error says where', () => {
    expect(() => rounded({ a: [1, NaN] })).toThrow('data.a[1] is NaN');
    expect(() => rounded({ b: { c: Infinity } })).toThrow('data.b.c is Infinity');
  });

  test('have a hash that depends on values and not on the order of keys', async () => {
    expect(canonicalJson({ b: 1, a: [2, { d: 3, c: 4 }] })).toBe('{"a":[2,{"c":4,"d":3}],"b":1}');
    // sha-256 of the text {}
    expect(await hashOf({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
    expect(await hashOf({ a: 1, b: 2 })).toBe(await hashOf({ b: 2, a: 1 }));
    expect(await hashOf({ a: 1 })).not.toBe(await hashOf({ a: 2 }));
  });
});

describe('a record', () => {
  test('survives the disk and passes its own check', async () => {
    const figure = await recorded();
    expect(figure.data).toEqual({ roots: [1, 1.414214, 1.732051] });
    expect(figure.provenance).toMatchObject({ commit: code.commit, backend: 'cpu' });
    expect(store.ids()).toEqual(['roots']);
    expect(await problems()).toEqual([]);
  });

  test('lasted as long as its run and what an earlier one left together', async () => {
    const kept = {
      read: () => undefined,
      write: () => undefined,
      secondsRead: () => 10,
      processorSecondsRead: () => 0,
    };
    await recordFigure(entry, { ...shop(), kept: () => kept });
    const { durationSeconds } = store.read('roots')!.provenance;
    expect(durationSeconds).toBeGreaterThan(10);
    expect(durationSeconds).toBeLessThan(20);
  });

  test('names the processor, and what it took in this recording and for what an earlier one left', async () => {
    await recordFigure(entry, shop());
    expect(store.read('roots')!.provenance.processor).toBeUndefined();
    let taken = 1000;
    const processor = { model: 'Abacus', cores: 2, seconds: () => (taken += 3) };
    const kept = {
      read: () => undefined,
      write: () => undefined,
      secondsRead: () => 0,
      processorSecondsRead: () => 40,
    };
    await recordFigure(entry, { ...shop(), processor, kept: () => kept });
    expect(store.read('roots')!.provenance.processor).toEqual({ model: 'Abacus', cores: 2, seconds: 43 });
    expect(await problems()).toEqual([]);
  });

  test('has pictures that are well-formed XML', async () => {
    await recorded();
    const { DOMParser } = new JSDOM('').window;
    const picture = store.readPicture('roots', 'light') ?? '';
    expect(new DOMParser().parseFromString(picture, 'image/svg+xml').documentElement.localName).toBe('svg');
  });

  test('that is missing, or was edited, or has other pictures, fails the check', async () => {
    expect(await problems()).toEqual(['roots: recorded']);
    await recorded();
    const path = join(store.folder, 'roots.json');
    const intact = readFileSync(path, 'utf8');

    writeFileSync(path, intact.replace('"roots":[1,1.414214', '"roots":[1,1.5'));
    expect(await problems()).toContain('roots: data and its hash');
    writeFileSync(path, intact.replace('"value": 1.732051', '"value": 1.8'));
    expect(await problems()).toEqual(['roots: texts and numbers']);
    writeFileSync(path, intact.replace('"count": 3', '"count": 4'));
    expect(await problems()).toEqual(['roots: setting']);
    writeFileSync(path, intact.replace('"adapter"', '"adaptor"'));
    expect(await problems()).toEqual(['roots: provenance']);
    writeFileSync(path, intact);

    store.writePicture('roots', 'dark', '<svg/>');
    expect(await problems()).toEqual(['roots: dark picture']);
  });

  test('is drawn again from its data, without computing', async () => {
    const figure = await recorded();
    store.write({ ...figure, caption: 'Old words.' });
    store.writePicture('roots', 'dark', '<svg/>');
    await redrawFigure(entry, { ...shop(), runtime: () => Promise.reject(new Error('not needed')) });
    expect(store.read('roots')).toEqual(figure);
    expect(await problems()).toEqual([]);
  });

  test('is computed again by the check, which reports a run that fails', async () => {
    await recorded();
    await checkFigure(entry, shop());
    expect(findings.map(({ what }) => what)).toContain('roots.last');
    expect(findings.every(({ problem }) => problem === null)).toBe(true);
    findings = [];
    await checkFigure(entry, { ...shop(), runtime: () => Promise.reject(new Error('no adapter')) });
    expect(findings.filter(({ problem }) => problem !== null)).toEqual([
      { what: 'roots: computed again', problem: 'no adapter' },
    ]);
  });

  test('that is awaited is not missing, and is no longer awaited once it is there', async () => {
    const definition = { ...entry.definition, awaits: 'an hour' };
    const look = () => checkStored({ ...entry, definition }, { store, document, sources: async () => sources });
    expect(await look()).toEqual([{ what: 'roots: not recorded yet, an hour', problem: null }]);
    await recorded();
    expect((await look()).filter(({ problem }) => problem !== null)).toEqual([
      { what: 'roots: awaited', problem: 'it is recorded: take awaits out of its definition' },
    ]);
  });

  test('is computed, and confirmed, from the files that it is given', async () => {
    const folder: Folder = {
      name: 'made',
      list: async () => [],
      read: async () => new Uint8Array(),
      async *pieces() {},
    };
    const given: unknown[] = [];
    const loadCompute = async () => (args: ComputeArguments<object>) => {
      given.push(args.folder);
      return entry.loadCompute().then((compute) => compute(args));
    };
    const loadView = async () => {
      const view = await entry.loadView();
      return { ...view, trial: { config: {}, quantities: view.quantities } };
    };
    const ofFiles = { ...entry, loadCompute, loadView };
    const withFiles = { ...shop(), folder: async () => folder };
    await recordFigure(ofFiles, withFiles);
    await confirmFigure(ofFiles, withFiles);
    await recordFigure(ofFiles, shop());
    expect(given).toEqual([folder, folder, undefined]);
  });

  test('without an experiment is reported', async () => {
    await recorded();
    checkWhole(['roots'], [], shop());
    expect(findings).toEqual([]);
    checkWhole([], [], shop());
    expect(findings.map(({ what }) => what)).toEqual(['roots']);
  });

  test('of other code is stale, and what changed is named', async () => {
    const figure = await recorded();
    const now = { hash: 'c', modules: { 'compute.ts': '2', 'new.ts': '3' }, packages: { maths: '1.1.0' } };
    expect(await problems(now)).toEqual(['roots: code']);
    expect(staleness(figure, now)).toMatch(/^stale: compute\.ts, new\.ts, package maths 1\.0\.0 → 1\.1\.0 changed/);
    expect(staleness({ ...figure, sources: undefined }, now)).toContain('does not say what code it is from');
  });

  test('of code that was only moved is fresh', async () => {
    const figure = await recorded();
    const now = { ...sources, hash: 'c', modules: { 'ops/compute.ts': sources.modules['compute.ts']! } };
    expect(staleness(figure, now)).toBeNull();
    const changed = { ...now, modules: { ...now.modules, 'ops/more.ts': '2' } };
    expect(staleness(figure, changed)).toMatch(/^stale: ops\/more\.ts changed/);
  });

  test('of code that has lost a part is stale', async () => {
    const figure = await recorded();
    expect(staleness(figure, { ...sources, modules: {} })).toMatch(/^stale: compute\.ts changed/);
  });

  describe('whose recording takes hours', () => {
    const now = { ...sources, hash: 'c', modules: { 'compute.ts': '2' } };
    const withTrial = (root: (data: Data) => number): ExperimentEntry => ({
      ...entry,
      loadView: async () => ({
        ...(await entry.loadView()),
        trial: {
          config: { count: 1 },
          quantities: (data) => [
            { name: 'first', label: 'First', value: root(data as Data), tolerance: { relative: 0, absolute: 1e-6 } },
          ],
        },
      }),
    });

    test('is confirmed by a trial that agrees, and keeps its own origin', async () => {
      const figure = await recorded();
      await confirmFigure(
        withTrial(({ roots }) => roots[0]),
        { ...shop(), sources: async () => now },
      );
      expect(findings).toEqual([{ what: 'roots', problem: null }]);
      const { confirmation, ...rest } = store.read('roots')!;
      expect(rest).toEqual(figure);
      expect(confirmation).toMatchObject({
        config: { count: 1 },
        compared: [{ name: 'first', recorded: 1, now: 1 }],
        sources: now,
      });
      expect(await problems(now)).toEqual([]);
      expect(await problems(sources)).toEqual(['roots: code']);
    });

    test('is left alone by a trial that does not agree, and without a trial', async () => {
      const figure = await recorded();
      await confirmFigure(
        withTrial(({ roots }) => roots.at(-1)!),
        shop(),
      );
      expect(findings.pop()?.problem).toContain('first: recorded 1.732051, now 1');
      await confirmFigure(entry, shop());
      expect(findings.pop()?.problem).toContain('has no trial');
      expect(store.read('roots')).toEqual(figure);
    });

    test('is not confirmed by code that was not committed', async () => {
      await recorded();
      await confirmFigure(
        withTrial(({ roots }) => roots[0]),
        shop(`${code.commit}+changes`),
      );
      expect(await problems()).toEqual(['roots: provenance']);
    });
  });

  test('of code that was not committed fails the check', async () => {
    await recorded(`${code.commit}+changes`);
    expect(await problems()).toEqual(['roots: provenance']);
  });

  test('agrees with a new run within the tolerance of each quantity, and not beyond it', async () => {
    const figure = await recorded();
    const with_ = async (last: number): Promise<RecordedFigure> => ({
      ...figure,
      ...(await describeData(entry, { roots: [1, 1.414214, last] })),
    });
    expect(checkAgreement(figure, await with_(1.7325))).toEqual([{ what: 'roots.last', problem: null }]);
    expect(checkAgreement(figure, await with_(1.74))[0].problem).toContain('recorded 1.732051, now 1.74');
    expect(checkAgreement(figure, { ...figure, quantities: [] })[0].problem).not.toBeNull();
    const times = { ...figure, quantities: figure.quantities.map((one) => ({ ...one, tolerance: null })) };
    expect(checkAgreement(times, await with_(5))).toEqual([]);
  });
});

describe('pages', () => {
  const page = 'Text <Value of="roots.last" />, <Value of="roots.first"/>.\n\n<Figure\n  id="roots"\n/>\n';

  test('are searched for figures and numbers', () => {
    expect(referencesInText(page, 'a.mdx')).toEqual([
      { file: 'a.mdx', line: 1, figure: 'roots', quantity: 'last' },
      { file: 'a.mdx', line: 1, figure: 'roots', quantity: 'first' },
      { file: 'a.mdx', line: 3, figure: 'roots', quantity: undefined },
    ]);
  });

  test('may mention what is not recorded yet where the page leaves it out until then', async () => {
    const slot = '<WhenRecorded figure="roots">\n<Figure id="roots" /> <Value of="roots.first" />\n</WhenRecorded>';
    const references = referencesInText(`${slot}\n<Figure id="roots" />`, 'a.mdx');
    expect(references.map(({ line, waitsFor }) => [line, waitsFor])).toEqual([
      [2, 'roots'],
      [2, 'roots'],
      [4, undefined],
    ]);
    expect(checkReferences(references, store).map(({ what }) => what)).toEqual(['a.mdx:4 roots']);
    await recorded();
    expect(checkReferences(references, store).map(({ problem }) => problem)).toEqual([
      null,
      'the figure "roots" has no quantity "first"',
      null,
    ]);
  });

  test('may mention recorded figures and numbers only', async () => {
    const references = referencesInText(page, 'a.mdx');
    expect(checkReferences(references, store).every(({ problem }) => problem !== null)).toBe(true);
    await recorded();
    expect(checkReferences(references, store).map(({ problem }) => problem)).toEqual([
      null,
      'the figure "roots" has no quantity "first"',
      null,
    ]);
  });
});
