import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { claims } from '../claims/registry.ts';
import { experiments } from '../experiments/registry.ts';
import type { Node } from './elements.ts';
import sourcedNumbers, { numbersIn, unsourced } from './sourcedNumbers.ts';

const text = (value: string, line = 1): Node => ({ type: 'text', value, position: { start: { line } } });
const parent = (type: string, ...children: Node[]): Node => ({ type, children });
const element = (name: string, ...children: Node[]): Node => ({ type: 'mdxJsxTextElement', name, children });

describe('what looks like a result', () => {
  test.each([
    'VLA is 2.3× faster',
    'it took 12 ms',
    'within 3 s',
    'about 94 % of them',
    'three times as many',
    'a 14-fold gain',
    'an error of 1.2e-7',
    'an accuracy of 0.982',
    'about 10⁻⁶',
    '43,000 tokens a second',
    '5.9 GFLOP/s',
    'twenty seconds later',
    'in four of its five runs',
    'one of two seeds failed',
    'one of the five others failed',
    '3 of 5 runs',
  ])('%s', (sentence) => expect(numbersIn(sentence)).toHaveLength(1));

  test.each([
    'three memories, two tokens',
    'see section 4.2.1 or § 3.2',
    'Figure 8 of the paper',
    'version v1.2',
    'a vector of 64 numbers',
    'float32 and float64',
    'sometimes, at times',
    'a sequence of 43,000 tokens',
    'the first ten steps',
    'one of the two values in sight',
    'three of the kinds',
  ])('not: %s', (sentence) => expect(numbersIn(sentence)).toEqual([]));
});

describe('in a page', () => {
  test('a result stops the build, with its place', () => {
    const page = parent('root', parent('paragraph', text('It is 2× faster.', 7)));
    expect(() => sourcedNumbers({ except: /^$/ })(page, { path: 'docs/a.mdx' })).toThrow(
      /docs\/a.mdx.*\n {2}line 7: 2×/,
    );
    expect(() => sourcedNumbers({ except: /a\.mdx$/ })(page, { path: 'docs/a.mdx' })).not.toThrow();
  });

  test('a result in a formula is found too, a factor is not', () => {
    const math = (value: string): Node => ({ type: 'inlineMath', value });
    expect(unsourced(math('2.3\\times'))).toHaveLength(1);
    expect(unsourced(math('94\\,\\%'))).toHaveLength(0);
    expect(unsourced(math('94\\%'))).toHaveLength(1);
    expect(unsourced(math('1.4 \\text{ ms}'))).toHaveLength(1);
    expect(unsourced(math('2 \\times 2'))).toEqual([]);
  });

  test('numbers that say where they are from may stay', () => {
    expect(unsourced(element('Published', text('109×')))).toEqual([]);
    expect(unsourced(element('Given', text('94 %')))).toEqual([]);
    expect(unsourced(element('Note', text('94 %')))).toHaveLength(1);
    const heading = (words: string): Node => parent('heading', text(words));
    expect(unsourced(parent('root', heading('The published claim'), text('109×')))).toEqual([]);
    expect(
      unsourced(parent('root', heading('The published claim'), text('109×'), heading('What came out'), text('2×'))),
    ).toMatchObject([{ number: '2×' }]);
  });

  test('columns of published numbers and of defaults may stay, the others may not', () => {
    const row = (...cells: string[]): Node =>
      parent('tableRow', ...cells.map((cell) => parent('tableCell', text(cell))));
    const table = parent('table', row('measured', 'published at T = 1000', 'default'), row('2×', '3×', '1e-6'));
    expect(unsourced(table)).toMatchObject([{ number: '2×' }]);
  });

  test('code is not prose', () => {
    expect(unsourced({ type: 'inlineCode', value: '1e-6' })).toEqual([]);
    expect(unsourced({ type: 'code', value: 'lambda0 = 0.1' })).toEqual([]);
  });
});

/** Numbers in captions that define what is drawn. */
const definitions: Readonly<Record<string, readonly string[]>> = {
  eigenvalues: ['80 %'],
  'jacobian-norm': ['0.1'],
  'optimality-gap': ['10⁻⁴'],
  'copy-task': ['0.02'],
};

describe('outside the pages', () => {
  test.each(Object.values(experiments).map(({ definition }) => definition))(
    'the caption of $id holds no result',
    ({ id, title, caption, alternative }) => {
      const numbers = [title, caption, alternative].flatMap(numbersIn);
      expect(numbers.filter((number) => !definitions[id]?.includes(number))).toEqual([]);
    },
  );

  test.each(claims)('what the claim $id says of its test is no result', ({ test: tested }) => {
    expect(numbersIn(('missing' in tested ? tested.missing : tested.limits) ?? '')).toEqual([]);
  });

  const folders = ['src/pages', 'src/widgets', 'src/live', 'src/components', 'src/theme'];
  const parts = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsx'))
      .map((name) => join(folder, name)),
  );
  test.each(parts)('%s holds none', (path) => expect(textsOf(path).flatMap(numbersIn)).toEqual([]));
});

/** What stands between the tags of a component. */
function textsOf(path: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, false, ts.ScriptKind.TSX));
  return found;
}
