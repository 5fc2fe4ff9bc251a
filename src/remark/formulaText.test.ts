import { expect, test } from 'vitest';
import formulaText from './formulaText.ts';

const element = (tagName: string, className: string[], ...children: object[]) => ({
  type: 'element',
  tagName,
  properties: { className },
  children,
});

test('a formula is one string, and what stands around it is left alone', () => {
  const inner = element('span', ['mord'], { type: 'text', value: 'a < b' });
  const source = element('annotation', [], { type: 'text', value: 'a < b' });
  const display = element('span', ['katex-display'], element('span', ['katex'], element('math', [], inner, source)));
  const tree = element('p', [], { type: 'text', value: 'Let ' }, display);
  formulaText()(tree);
  const html = '<math class=""><span class="mord">a &#x3C; b</span></math>';
  expect(tree.children[0]).toEqual({ type: 'text', value: 'Let ' });
  expect(display.children).toEqual([
    {
      type: 'mdxJsxTextElement',
      name: 'Formula',
      attributes: [{ type: 'mdxJsxAttribute', name: 'html', value: html }],
      children: [],
    },
  ]);
});
