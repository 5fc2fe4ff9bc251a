import { visitElements, type Node, type PageFile } from './elements.ts';

/** Numbers the margin notes of a page, in its text: a counter of the style sheet is no name for a button. */
export default function noteNumbers() {
  return (tree: Node, file: PageFile): void => {
    let number = 0;
    visitElements(tree, file, ({ name, attributes }) => {
      if (name !== 'MarginNote') return;
      number += 1;
      attributes?.push({ type: 'mdxJsxAttribute', name: 'number', value: String(number) });
    });
  };
}
