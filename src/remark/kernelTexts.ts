import { kernelText } from '../live/LiveWgsl/kernels.ts';
import { attach, literal, visitElements, type Node, type PageFile } from './elements.ts';

/** Hands `<LiveWgsl kernel="…"/>` the text that the package runs, while the page is compiled. */
export default function kernelTexts() {
  return (tree: Node, file: PageFile): void =>
    visitElements(tree, file, (node) => {
      if (node.name === 'LiveWgsl') attach(node, 'text', kernelText(literal(node, 'kernel')));
    });
}
