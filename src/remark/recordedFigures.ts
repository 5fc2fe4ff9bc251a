import type { RecordedValue } from '../lib/recorded.ts';
import { readRecorded } from './readRecorded.ts';

interface Attribute {
  type: string;
  name?: string;
  value?: unknown;
}

interface Node {
  readonly type: string;
  readonly name?: string | null;
  readonly attributes?: Attribute[];
  readonly children?: readonly Node[];
  readonly position?: { readonly start: { readonly line: number } };
}

/**
 * Hands `<Figure id="…"/>` and `<Value of="figure.quantity"/>` what was recorded, as attributes, while the page is
 * compiled: the text of a page can only show a number that a figure's file holds.
 */
export default function recordedFigures({ directory }: { directory: string }) {
  return (tree: Node, file: { readonly path: string }): void => {
    for (const node of elements(tree)) {
      try {
        if (node.name === 'Figure') attach(node, 'recorded', readRecorded(directory, literal(node, 'id')));
        if (node.name === 'Value') attach(node, 'recorded', recordedValue(directory, literal(node, 'of')));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`${file.path}:${node.position?.start.line ?? '?'} <${node.name}>: ${reason}`, { cause: error });
      }
    }
  };
}

function* elements(node: Node): Generator<Node> {
  if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') yield node;
  for (const child of node.children ?? []) yield* elements(child);
}

function literal(node: Node, name: string): string {
  const value = node.attributes?.find((attribute) => attribute.name === name)?.value;
  if (typeof value !== 'string') throw new Error(`needs ${name}="…", a plain string`);
  return value;
}

function attach(node: Node, name: string, value: object): void {
  node.attributes?.push({ type: 'mdxJsxAttribute', name, value: JSON.stringify(value) });
}

function recordedValue(directory: string, reference: string): RecordedValue {
  const [figure = '', name = ''] = reference.split('.');
  const { title, quantities, provenance } = readRecorded(directory, figure);
  const quantity = quantities.find((candidate) => candidate.name === name);
  if (!quantity) {
    const known = quantities.map((candidate) => candidate.name).join(', ') || 'none';
    throw new Error(`figure "${figure}" has no quantity "${name}"; it has ${known}`);
  }
  const { date, adapter, commit } = provenance;
  return { figure, title, quantity, date, adapter, commit };
}
