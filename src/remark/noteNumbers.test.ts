import { expect, test } from 'vitest';
import type { Node } from './elements.ts';
import noteNumbers from './noteNumbers.ts';

test('margin notes are numbered through the page, whatever they stand in', () => {
  const note = (): Node => ({ type: 'mdxJsxTextElement', name: 'MarginNote', attributes: [] });
  const notes = [note(), note(), note()];
  const paragraph = (...children: Node[]): Node => ({ type: 'paragraph', children });
  const other: Node = { type: 'mdxJsxTextElement', name: 'Value', attributes: [] };
  noteNumbers()(
    { type: 'root', children: [paragraph(notes[0]!), other, paragraph(paragraph(notes[1]!, notes[2]!))] },
    { path: 'docs/page.mdx' },
  );
  expect(notes.map(({ attributes }) => attributes)).toEqual(
    ['1', '2', '3'].map((value) => [{ type: 'mdxJsxAttribute', name: 'number', value }]),
  );
  expect(other.attributes).toEqual([]);
});
