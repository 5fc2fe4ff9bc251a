interface HtmlNode {
  readonly type: string;
  readonly tagName?: string;
  readonly name?: string;
  value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly attributes?: readonly object[];
  children?: HtmlNode[];
}

const LABEL = /\\label\{([a-z0-9-]+)\}\s*/;
const REFERENCE = /^\s*\\eqref\{([a-z0-9-]+)\}\s*$/;

/**
 * Numbers the equations of a page that carry `\label{name}`, in their order, and turns `$\eqref{name}$` into a link to
 * one. The address of such an equation is #eq-name. Comes before rehype-katex, which knows neither.
 */
export default function equations() {
  return (tree: HtmlNode): void => {
    const numbers = new Map<string, string>();
    rewrite(tree, (node) => labelled(node, numbers));
    rewrite(tree, (node) => reference(node, numbers));
  };
}

function rewrite(node: HtmlNode, change: (child: HtmlNode) => HtmlNode | null): void {
  node.children = node.children?.map((child) => {
    const changed = change(child);
    if (changed === null) rewrite(child, change);
    return changed ?? child;
  });
}

/** A display formula with a label, in its frame; null for anything else. */
function labelled(node: HtmlNode, numbers: Map<string, string>): HtmlNode | null {
  const text = node.tagName === 'pre' ? formulaText(node.children?.[0], 'math-display') : null;
  const name = LABEL.exec(text?.value ?? '')?.[1];
  if (!text || name === undefined) return null;
  if (numbers.has(name)) throw new Error(`two equations have the label "${name}"`);
  const number = String(numbers.size + 1);
  numbers.set(name, number);
  text.value = text.value!.replace(LABEL, '');
  const attributes = Object.entries({ id: `eq-${name}`, number }).map(([attribute, value]) => ({
    type: 'mdxJsxAttribute',
    name: attribute,
    value,
  }));
  return { type: 'mdxJsxFlowElement', name: 'Equation', attributes, children: [node] };
}

function reference(node: HtmlNode, numbers: ReadonlyMap<string, string>): HtmlNode | null {
  const name = REFERENCE.exec(formulaText(node, 'math-inline')?.value ?? '')?.[1];
  if (name === undefined) return null;
  const number = numbers.get(name);
  if (number === undefined) throw new Error(`no equation of this page has the label "${name}"`);
  const properties = { href: `#eq-${name}` };
  return { type: 'element', tagName: 'a', properties, children: [{ type: 'text', value: `(${number})` }] };
}

function formulaText(node: HtmlNode | undefined, kind: string): HtmlNode | null {
  const classes = node?.tagName === 'code' ? node.properties?.['className'] : null;
  return Array.isArray(classes) && classes.includes(kind) ? (node!.children?.[0] ?? null) : null;
}
