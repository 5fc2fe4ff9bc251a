import { visitElements, type Node, type PageFile } from './elements.ts';

/**
 * Numbers the margin notes of a page. A counter of the style sheet can't: in parts whose layout waits
 * (src/remark/parts.ts) every one counts for itself.
 */
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
