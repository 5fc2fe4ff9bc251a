import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { experiments } from '../experiments/registry.ts';
import { messageOf } from '../lib/messageOf.ts';
import { literal, type Node, type PageFile } from './elements.ts';

interface Parent {
  children?: Node[];
}

/**
 * Puts what stands in `<WhenRecorded figure="…">` into the page once that figure is recorded, and leaves it out until then: a
 * page that is written before the record changes by itself. Comes before everything that reads records.
 */
export default function whenRecorded({ directory }: { directory: string }) {
  const isRecorded = (id: string): boolean => {
    if (!(id in experiments)) throw new Error(`there is no experiment "${id}"`);
    return existsSync(join(directory, `${id}.json`));
  };
  const kept = (children: readonly Node[], file: PageFile): Node[] =>
    children.flatMap((node) => {
      const parent = node as Parent;
      if (node.children) parent.children = kept(node.children, file);
      if (node.name !== 'WhenRecorded') return [node];
      try {
        return isRecorded(literal(node, 'figure')) ? (parent.children ?? []) : [];
      } catch (error) {
        throw new Error(`${file.path}:${node.position?.start.line ?? '?'} <WhenRecorded>: ${messageOf(error)}`, {
          cause: error,
        });
      }
    });
  return (tree: Node, file: PageFile): void => {
    (tree as Parent).children = kept(tree.children ?? [], file);
  };
}
