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
 * Says what a symbol in running text means and which shape it has: on pointing at it, on touching it, and on reaching
 * it with the keyboard. Of one symbol that a page uses again and again, the Tab key stops at the first. The style sheet
 * shows the words. Comes before rehype-katex, which replaces the formula inside.
 */
export default function symbolTitles() {
  return (tree: HtmlNode): void => visit(tree, new Set());
}

function visit(node: HtmlNode, met: Set<string>): void {
  if (LEFT_ALONE.test(node.tagName ?? '')) return;
  node.children = node.children?.map((child) => {
    const symbol = isInlineFormula(child) ? symbolOf(child.children?.[0]?.value ?? '') : null;
    if (!symbol) {
      visit(child, met);
      return child;
    }
    const meaning = descriptionOf(symbol);
    const tabIndex = met.has(symbol.tex) ? -1 : 0;
    met.add(symbol.tex);
    const properties = { className: ['symbol'], dataMeaning: meaning, 'aria-description': meaning, tabIndex };
    return { type: 'element', tagName: 'abbr', properties, children: [child] };
  });
}

function isInlineFormula({ tagName, properties }: HtmlNode): boolean {
  const classes = properties?.['className'];
  return tagName === 'code' && Array.isArray(classes) && classes.includes('math-inline');
}
