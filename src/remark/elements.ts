import { messageOf } from '../lib/messageOf.ts';

interface Attribute {
  type: string;
  name?: string;
  value?: unknown;
}

/** A node of a page that is being compiled. */
export interface Node {
  readonly type: string;
  readonly name?: string | null;
  /** Text of a leaf. */
  readonly value?: string;
  readonly attributes?: Attribute[];
  readonly children?: readonly Node[];
  readonly position?: { readonly start: { readonly line: number } };
}

export interface PageFile {
  readonly path: string;
}

/** Calls `visit` with every component of a page. What it throws is reported with the component's place. */
export function visitElements(tree: Node, file: PageFile, visit: (element: Node) => void): void {
  for (const node of elements(tree)) {
    try {
      visit(node);
    } catch (error) {
      const reason = messageOf(error);
      throw new Error(`${file.path}:${node.position?.start.line ?? '?'} <${node.name}>: ${reason}`, { cause: error });
    }
  }
}

function* elements(node: Node): Generator<Node> {
  if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') yield node;
  for (const child of node.children ?? []) yield* elements(child);
}

/** The value of an attribute that must be a plain string. */
export function literal(node: Node, name: string): string {
  const value = node.attributes?.find((attribute) => attribute.name === name)?.value;
  if (typeof value !== 'string') throw new Error(`needs ${name}="…", a plain string`);
  return value;
}

/** Adds an attribute that holds a value as JSON. */
export function attach(node: Node, name: string, value: unknown): void {
  node.attributes?.push({ type: 'mdxJsxAttribute', name, value: JSON.stringify(value) });
}
