import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runHere as run } from '../testing/runHere.ts';

describe('a cell', () => {
  test('finds the package, may have types, and shows its last value', async () => {
    const { end, texts } = await run(`
      import { elementCount, type HostTensor } from '@vla/kernels';
      const tensor: HostTensor = { shape: [1, 1, 2, 2], data: Float32Array.of(1, 0, 0.6, 0.8) };
      console.log('%d numbers', elementCount(tensor.shape), [1, 'a', { b: null }]);
      await null;
      tensor;
    `);
    expect(end).toMatchObject({ type: 'done', place: null });
    expect(texts).toEqual([
      "4 numbers [ 1, 'a', { b: null } ]",
      '[1, 1, 2, 2] float32\n       1       0\n  0.6000  0.8000',
    ]);
  });

  test('says where its sessions compute', async () => {
    const { end, texts } = await run(`
      import { openSession } from '@vla/kernels';
      const session = await openSession();
    `);
    expect(end).toMatchObject({ type: 'done', place: 'CPU (float32, WebAssembly)' });
    expect(texts).toEqual([expect.stringContaining('this environment has no WebGPU')]);
  });

  test.each([
    ['const a: number = 1;\n\nnull.x', 3, /^TypeError: Cannot read properties of null/],
    ['const f = () => {\n  throw new RangeError("far");\n};\n[1].map(f)', 2, /^RangeError: far$/],
    ['let a = 1;\nlet a = 2;', 2, /^SyntaxError: Identifier 'a' has already been declared$/],
    ['interface A {\n  x: number;\n}\nconst b: A = { x: };', 4, /^SyntaxError: Unexpected token$/],
    ["\nimport { x } from 'fs';\nx()", 2, /^There is no module "fs" here\. A cell can import @vla\/kernels, /],
    ['plot({ lines: { a: [1, NaN] } })', 1, /^RangeError: plot: lines\["a"\]: is NaN at 1; expected finite numbers$/],
    ['throw "text"', null, /^thrown: text$/],
    ['throw Object.create(null)', null, /^thrown: something that has no text$/],
    ['throw new Error("x".repeat(1e6))', 1, /^Error: x{1993}…$/],
    [
      'plot({ matrix: [[1, 2]] })',
      1,
      /^TypeError: plot: matrix: expected \{ shape: \[rows, columns\], data: numbers \}$/,
    ],
  ])('%j fails at line %s', async (source, line, message) => {
    const { end } = await run(source);
    expect(end).toEqual({ type: 'failed', failure: { line, message: expect.stringMatching(message) } });
  });

  test.each([
    // Stacks as V8, SpiderMonkey and JavaScriptCore write them.
    '`Error: lost\\n    at f (${at}:2:3)\\n    at ${at}:5:1`',
    '`f@${at}:2:3\\n@${at}:5:1\\n`',
    '`f@${at}:2:3\\nmodule code@${at}:5:1\\n@[native code]`',
  ])('prints an error with its message and lines, whatever its stack looks like: %s', async (stack) => {
    const { texts } = await run(`
      const at = import.meta.url;
      const error = Object.assign(new Error('lost', { cause: new RangeError('far') }), { code: 5 });
      error.stack = ${stack};
      delete error.cause.stack;
      console.log(error);
      console.log('in', [error], { deep: new Map([['a', error]]) });
      error;
    `);
    expect(texts).toEqual([
      'Error: lost\n    at line 2\n    at line 5 {\n  code: 5,\n  [cause]: [RangeError: far]\n}',
      expect.stringMatching(
        /^in \[\n {2}Error: lost\n {6}at line 2\n[^]*Map\(1\) \{\n +'a' => Error: lost\n +at line 2\n/,
      ),
      'Error: lost\n    at line 2\n    at line 5 {\n  code: 5,\n  [cause]: [RangeError: far]\n}',
    ]);
  });

  test.each([
    [
      "new AggregateError([new Error('a')], 'both')",
      /^AggregateError: both\n {4}at line 1 \{\n {2}\[errors\]: \[\n {4}Error: a/,
    ],
    ["class Lost extends Error { name = 'Lost' }\nnew Lost('x')", /^Lost: x\n {4}at line 2( |$)/],
    ["new DOMException('no', 'AbortError')", /^DOMException \[AbortError\]: no/],
    [
      "const e = new Error('loop');\ne.cause = e;\ne",
      /^<ref \*1> Error: loop\n {4}at line 1 \{\n {2}cause: \[Circular \*1\]\n\}$/,
    ],
    ["new Error('')", /^Error\n {4}at line 1$/],
  ])('%j as a value is shown in words', async (source, words) => {
    const { texts } = await run(source);
    expect(texts).toEqual([expect.stringMatching(words)]);
    expect(texts.join()).not.toContain('data:');
  });

  test('leaves errors as they are for everyone else', async () => {
    await run("console.log(new Error('x'))");
    expect(Reflect.ownKeys(Error.prototype)).toEqual(['constructor', 'name', 'message', 'toString']);
  });

  test.each([
    ["new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 20))", 'failed', []],
    ["Promise.reject(new Error('at once'))", 'failed', []],
    ['new Promise((resolve) => setTimeout(() => resolve(7), 20))', 'done', ['7']],
  ])('waits for a promise that is its last value: %s', async (source, type, texts) => {
    const { end, texts: shown } = await run(source);
    expect(end.type).toBe(type);
    expect(shown).toEqual(texts);
  });

  test('runs the same text twice', async () => {
    const session =
      "import { openSession } from '@vla/kernels';\nawait openSession({ backend: 'cpu' });\nconsole.log(1);";
    for (let i = 0; i < 2; i++) {
      expect(await run(session)).toMatchObject({ end: { place: expect.stringContaining('CPU') }, texts: ['1'] });
      expect(await run('console.log(1);')).toMatchObject({ texts: ['1'] });
    }
  });

  test('prints no more than a page can hold', async () => {
    const { end, texts } = await run('for (let i = 0; i < 1e5; i++) console.log(i);');
    expect(end.type).toBe('done');
    expect(texts).toHaveLength(401);
    expect(texts.at(-1)).toMatch(/left out/);
  });

  test('draws no more than a page can hold', async () => {
    const { outputs } = await run('for (let i = 0; i < 1000; i++) plot({ lines: { a: [1, 2] } });');
    expect(outputs).toHaveLength(21);
    expect(outputs.at(-1)).toMatchObject({ text: expect.stringContaining('left out') });
  });

  // To look at each of these would take a minute.
  test('prints the beginning of a list of millions, as Node does', { timeout: 10_000 }, async () => {
    const { texts } = await run(`
      console.log(new Float32Array(1e7), { of: [new Array(1e7).fill(0)] });
      Float64Array.from({ length: 1001 }, (_, i) => Math.sqrt(i));
    `);
    expect(texts[0]).toMatch(/^Float32Array\(10000000\) \[\n {2}0, 0,[^]* 0,\n {2}\.\.\. 9999900 more items\n\] \{/);
    expect(texts[1]).toBe(inspect(Float64Array.from({ length: 1001 }, (_, i) => Math.sqrt(i))));
  });

  test.each([
    ['const a = 1;\na', ['1']],
    ['const a = 1;', []],
    ['let a = 1;\na = 2', []],
    ["'use strict'", []],
    ['(1, 2);', ['2']],
    ['console.log(1)', ['1']],
  ])('%j shows %j', async (source, expected) => {
    expect((await run(source)).texts).toEqual(expected);
  });

  test('hands plots on as plain data', async () => {
    const { outputs } = await run(`
      plot({ title: 'growth', x: { values: [1, 2], scale: 'log' }, lines: { VLA: Float32Array.of(3, 4) } });
      plot({ matrix: { shape: [1, 1, 1, 2], data: [1, -1] } });
    `);
    expect(outputs).toEqual([
      {
        type: 'plot',
        plot: {
          kind: 'lines',
          title: 'growth',
          x: { label: '', scale: 'log' },
          y: { label: '', scale: 'linear' },
          lines: [
            {
              name: 'VLA',
              points: [
                [1, 3],
                [2, 4],
              ],
            },
          ],
        },
      },
      { type: 'plot', plot: { kind: 'matrix', title: '', columns: 2, values: [1, -1] } },
    ]);
  });
});
