import { expect, test } from 'vitest';
import parts from './parts.ts';

const element = (tagName: string, ...children: object[]) => ({ type: 'element', tagName, children });
const text = (value: string) => ({ type: 'text', value });
const note = { type: 'mdxJsxTextElement', name: 'MarginNote', attributes: [], children: [text('a remark')] };

function partsOf(...children: object[]) {
  const tree = { type: 'root', children };
  parts()(tree as never);
  return tree.children as { tagName?: string; children: object[] }[];
}

test('what stands below a heading is one part; what comes before the first stays', () => {
  const page = partsOf(
    element('p', text('first')),
    element('h2', text('A')),
    element('p', text('a')),
    element('h4', text('a')),
    element('p', text('a')),
    element('h3', text('A1')),
    element('p', text('a')),
    element('h2', text('B')),
    element('p', text('b')),
  );
  expect(page.map(({ tagName }) => tagName)).toEqual(['p', 'h2', 'div', 'h3', 'div', 'h2', 'div']);
  expect(page[2]!.children).toHaveLength(3);
});

test('a heading with nothing below it has no part', () => {
  expect(partsOf(element('h2', text('A')), text('\n'), element('h2', text('B')), text('\n'))).toHaveLength(2);
});

test('a figure stands between parts', () => {
  const figure = { type: 'mdxJsxFlowElement', name: 'Figure', attributes: [], children: [] };
  const page = partsOf(element('h2'), figure, element('p', note), figure, element('p', text('a'), note), element('h2'));
  expect(page.map((node) => node.tagName ?? 'figure')).toEqual(['h2', 'figure', 'div', 'figure', 'div', 'h2']);
});

test('code of the page itself is no part of its text', () => {
  const page = partsOf(element('h2'), { type: 'mdxjsEsm', value: "import X from './x'" }, element('p', text('a')));
  expect(page.map(({ tagName }) => tagName)).toEqual(['h2', undefined, 'div']);
});
