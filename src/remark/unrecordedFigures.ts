import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { experiments } from '../experiments/registry.ts';
import { literal, visitElements, type Node, type PageFile } from './elements.ts';

/** What stands in the place of what is yet to be recorded. */
const notYet = 'not recorded yet';

/** A figure or a number may be missing while the code is being worked on, as recorded ones may be stale: see scripts/figures/fresh.ts. */
function isBeingWorkedOn(): boolean {
  return process.env['NODE_ENV'] === 'development' || process.env['STALE_FIGURES'] === 'warn';
}

/**
 * While the code is being worked on, says of a figure that there is a program for, but no record, that it is not recorded yet,
 * and the same of each number and statement that a page takes from it. Any other build stops there.
 */
export default function unrecordedFigures({ directory }: { directory: string }) {
  const isAwaited = (id: string): boolean => id in experiments && !existsSync(join(directory, `${id}.json`));
  const figuresIn = (text: string): string[] => [...text.matchAll(/([\w-]+)\.\w+/g)].map(([, id]) => id!);
  const named: Readonly<Record<string, (node: Node) => string[]>> = {
    Figure: (node) => [literal(node, 'id')],
    Value: (node) => figuresIn(literal(node, 'of')),
    Runs: (node) => figuresIn(literal(node, 'of')),
    Holds: (node) => figuresIn(literal(node, 'that')),
  };
  return (tree: Node, file: PageFile): void => {
    if (!isBeingWorkedOn()) return;
    visitElements(tree, file, (node) => {
      const awaited = named[node.name ?? '']?.(node).find(isAwaited);
      if (awaited === undefined) return;
      process.stderr.write(`${file.path}: ${awaited} is ${notYet}; run: npm run figures -- ${awaited}\n`);
      replace(
        node,
        node.name === 'Figure' ? `The figure “${experiments[awaited]!.definition.title}” is ${notYet}.` : notYet,
      );
    });
  };
}

/** By its words alone: a paragraph where it stood by itself, and a piece of one elsewhere. */
function replace(node: Node, words: string): void {
  const text = { type: 'text', value: words };
  const { position } = node;
  const isBlock = node.type === 'mdxJsxFlowElement';
  for (const key of Object.keys(node)) Reflect.deleteProperty(node, key);
  Object.assign(node, isBlock ? { type: 'paragraph', children: [text] } : text, { position });
}
