import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import symbolTitles from './symbolTitles.ts';
import { symbolOf, symbols } from './symbols.ts';

describe('symbolOf', () => {
  test.each([
    ['S', 'S'],
    ['S_t', 'S'],
    ['S_{t-1}', 'S'],
    ['u_{t,1}', 'u'],
    ['\\alpha_t', '\\alpha'],
    ['\\lambda_0', '\\lambda_0'],
    ['D_v', 'D_v'],
    ['e_t', 'e'],
  ])('%s is %s', (formula, tex) => expect(symbolOf(formula)?.tex).toBe(tex));

  test.each(['e', 'S q', 'S_t = 0', '\\beta_t', 'k_i', 'S^\\top', 'R', '\\lambda_t'])('%s is none', (formula) =>
    expect(symbolOf(formula)).toBeNull(),
  );
});

test('the list and the table on the mathematics page know the same symbols', () => {
  const page = readFileSync('docs/mathematics.mdx', 'utf8');
  const table = /\{\/\* #symbols \*\/\}([\s\S]*?)\n## /.exec(page)![1]!;
  const inTable = [...table.matchAll(/^\| ([^|]*\$[^|]*) \|/gm)]
    .flatMap(([, cell]) => cell!.match(/\$[^$]+\$/g)!)
    .flatMap((formula) => formula.slice(1, -1).split(/, (?![^{]*\})/))
    .map((formula) => formula.replace(/ = .*/, ''));
  const known = new Set(inTable.map((formula) => symbolOf(formula)?.tex));
  expect(symbols.filter(({ tex }) => !known.has(tex))).toEqual([]);
  // The letter R means the rank, and in the section on gradients for a gradient.
  const unknown = inTable.filter((formula) => !symbolOf(formula) && !['R', '\\dots', 'u_{t,R}'].includes(formula));
  expect(unknown).toEqual([]);
});

test('a symbol in a paragraph gets its meaning, one in a heading stays as it is', () => {
  const formula = (value: string) => ({
    type: 'element',
    tagName: 'code',
    properties: { className: ['language-math', 'math-inline'] },
    children: [{ type: 'text', value }],
  });
  const paragraph = { type: 'element', tagName: 'p', children: [formula('S_t'), formula('x + y'), formula('S')] };
  const heading = { type: 'element', tagName: 'h2', children: [formula('S_t')] };
  symbolTitles()({ type: 'root', children: [paragraph, heading] });
  const meaning = 'memory, [B, H, Dv, D]';
  const properties = { dataMeaning: meaning, 'aria-description': meaning, tabIndex: 0 };
  expect(paragraph.children[0]).toMatchObject({ tagName: 'abbr', properties });
  expect(paragraph.children[2], 'the Tab key stops once').toMatchObject({ properties: { tabIndex: -1 } });
  expect(paragraph.children[1]).toMatchObject({ tagName: 'code' });
  expect(heading.children[0]).toMatchObject({ tagName: 'code' });
});
