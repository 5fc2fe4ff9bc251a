import type { KernelText } from '../live/LiveWgsl/index.tsx';
import { kernelText } from '../live/LiveWgsl/kernels.ts';
import { colouredCode } from './colouredCode.ts';
import { attach, literal, visitElements, type Node, type PageFile } from './elements.ts';

/** Hands `<LiveWgsl kernel="…"/>` the text that the package runs, while the page is compiled. */
export default function kernelTexts() {
  return (tree: Node, file: PageFile): void =>
    visitElements(tree, file, (node) => {
      if (node.name === 'LiveWgsl') attach(node, 'text', textOf(literal(node, 'kernel')));
    });
}

function textOf(kernel: string): KernelText {
  const code = kernelText(kernel);
  return { code, html: colouredCode(code, 'wgsl') };
}
