import { toHtml } from 'hast-util-to-html';

interface HtmlNode {
  readonly tagName?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  children?: object[];
}

/**
 * Replaces each formula, as rehype-katex left it, by `<Formula html="…"/>`. Its dozens of elements are then one string to
 * the browser's program, a fraction in size, which never looks at them again. The source that KaTeX repeats inside of each
 * is left out: screen readers read the MathML, and nothing reads the source. Comes after rehype-katex.
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

function formula(node: HtmlNode): object {
  const html = toHtml(withoutSource(node).children as Parameters<typeof toHtml>[0]);
  const attributes = [{ type: 'mdxJsxAttribute', name: 'html', value: html }];
  return { type: 'mdxJsxTextElement', name: 'Formula', attributes, children: [] };
}

function withoutSource(node: HtmlNode): HtmlNode {
  const children = node.children?.filter((child: HtmlNode) => child.tagName !== 'annotation').map(withoutSource);
  return { ...node, ...(children && { children }) };
}
