interface HtmlNode {
  readonly type: string;
  readonly tagName?: string;
  readonly name?: string | null;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  children?: HtmlNode[];
}

/**
 * Puts what stands below each heading of the table of contents into a part of its own, beside which its notes end, so that
 * none reaches past the next heading (src/css/text.css). A figure, which is as wide as text and notes, stands between parts.
 * Comes after everything that makes elements.
 */
export default function parts() {
  return (tree: HtmlNode): void => {
    let part: HtmlNode | null = null;
    const page: HtmlNode[] = [];
    const close = (): void => {
      if (part && !part.children!.every(isBlank)) page.push(part);
      part = null;
    };
    for (const node of tree.children ?? []) {
      if (node.type === 'mdxjsEsm') page.push(node);
      else if (node.tagName === 'h2' || node.tagName === 'h3' || (part && node.name === 'Figure')) {
        close();
        page.push(node);
        part = { type: 'element', tagName: 'div', properties: { className: ['part'] }, children: [] };
      } else if (part) part.children!.push(node);
      else page.push(node);
    }
    close();
    tree.children = page;
  };
}

const isBlank = ({ type, value = '' }: HtmlNode): boolean => type === 'text' && value.trim() === '';
