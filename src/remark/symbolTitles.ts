import { descriptionOf, symbolOf } from './symbols.ts';

interface HtmlNode {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  children?: HtmlNode[];
}

/** Headings and links say enough already. */
const LEFT_ALONE = /^(h[1-6]|a|abbr)$/;

/**
 * Says what a symbol in running text means and which shape it has, on pointing at it. Comes before rehype-katex, which
 * replaces the formula inside.
 */
export default function symbolTitles() {
  return (tree: HtmlNode): void => visit(tree);
}

function visit(node: HtmlNode): void {
  if (LEFT_ALONE.test(node.tagName ?? '')) return;
  node.children = node.children?.map((child) => {
    const symbol = isInlineFormula(child) ? symbolOf(child.children?.[0]?.value ?? '') : null;
    if (!symbol) {
      visit(child);
      return child;
    }
    const properties = { className: ['symbol'], title: descriptionOf(symbol) };
    return { type: 'element', tagName: 'abbr', properties, children: [child] };
  });
}

function isInlineFormula({ tagName, properties }: HtmlNode): boolean {
  const classes = properties?.['className'];
  return tagName === 'code' && Array.isArray(classes) && classes.includes('math-inline');
}
