import { expect, test } from 'vitest';
import lede from './lede.ts';

const header = () => ({ type: 'mdxJsxFlowElement', name: 'header', children: [{ type: 'heading' }] });

test('the description stands under the title', () => {
  const page = { type: 'root', children: [header(), { type: 'heading' }] };
  lede()(page, { data: { frontMatter: { description: 'What it is.' } } });
  expect(page.children[0]).toMatchObject({
    children: [
      { type: 'heading' },
      { type: 'paragraph', data: { hProperties: { className: 'lede' } }, children: [{ value: 'What it is.' }] },
    ],
  });
});

test('a page without a title or a description stays as it is', () => {
  const page = { type: 'root', children: [{ type: 'heading' }] };
  lede()(page, { data: { frontMatter: { description: 'What it is.' } } });
  expect(page.children).toHaveLength(1);
  const other = { type: 'root', children: [header()] };
  lede()(other, { data: {} });
  expect(other.children[0]!.children).toHaveLength(1);
});

test('where a page answers first, the answer alone stands under the title', () => {
  const page = { type: 'root', children: [header(), { type: 'mdxJsxFlowElement', name: 'Answer' }] };
  lede()(page, { data: { frontMatter: { description: 'What it is.' } } });
  expect(page.children[0]).toEqual(header());
});
