import { toHtml } from 'hast-util-to-html';

interface HtmlNode {
  readonly properties?: Readonly<Record<string, unknown>>;
  children?: object[];
}

/**
 * Replaces each formula, as rehype-katex left it, by `<Formula html="…"/>`. Its dozens of elements are then one string to
 * the browser's program, a fraction in size, which never looks at them again. Comes after rehype-katex.
 */
export default function formulaText() {
  return visit;
}

function visit(node: HtmlNode): void {
  node.children = node.children?.map((child: HtmlNode) => {
    const classes = child.properties?.['className'];
    if (Array.isArray(classes) && classes.includes('katex')) return formula(child);
    visit(child);
    return child;
  });
}

function formula({ children = [] }: HtmlNode): object {
  const html = toHtml(children as Parameters<typeof toHtml>[0]);
  const attributes = [{ type: 'mdxJsxAttribute', name: 'html', value: html }];
  return { type: 'mdxJsxTextElement', name: 'Formula', attributes, children: [] };
}
