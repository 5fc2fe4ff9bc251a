import { sourceClasses, sourceKeyMap, sourceOptions } from '@vla/kernels/model';
import type { ClassMap } from '../components/KeyMaps/index.tsx';
import { attach, visitElements, type Node, type PageFile } from './elements.ts';

/** Hands `<KeyMaps/>` where the package takes the weights of every class of the authors’ from, while the page is compiled. */
export default function keyMaps() {
  return (tree: Node, file: PageFile): void =>
    visitElements(tree, file, (node) => {
      if (node.name === 'KeyMaps') attach(node, 'maps', sourceClasses.map(mapOf));
    });
}

function mapOf(name: (typeof sourceClasses)[number]): ClassMap {
  const anyBlock = (weight: string): string => weight.replace(/^(blocks|layers)\.0\./, '$1.i.');
  return {
    name,
    options: sourceOptions(name),
    rows: sourceKeyMap(name).map(({ name: ours, shape, from, theirs, rows, transposed }) => {
      const axis = !transposed && !rows && shape.length !== theirs.length;
      const changes = [
        ...(rows ? ['a third of the rows'] : []),
        ...(transposed ? ['transposed'] : []),
        ...(axis || shape.length > theirs.length ? ['gains axes'] : []),
      ];
      return [anyBlock(ours), anyBlock(from), changes.join(', ')];
    }),
  };
}
