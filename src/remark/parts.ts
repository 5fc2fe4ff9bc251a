interface HtmlNode {
  readonly type: string;
  readonly tagName?: string;
  readonly name?: string | null;
  readonly value?: string;
  readonly attributes?: readonly { readonly name?: string; readonly value?: unknown }[];
  readonly properties?: Readonly<Record<string, unknown>>;
  children?: HtmlNode[];
}

/** Characters of a line of text. */
const LINE = 68;

/**
 * Puts what stands below each heading of the table of contents into a part of its own, whose layout the browser leaves for
 * when it comes near the window (src/css/text.css). For that a part carries the height to expect, in lines. A figure stands
 * between parts: its fields make browsers that fill in forms lay out all that a part holds. Comes after everything that
 * makes elements.
 */
export default function parts() {
  return (tree: HtmlNode): void => {
    let part: HtmlNode | null = null;
    const page: HtmlNode[] = [];
    const close = (): void => {
      if (!part) return;
      const lines = Math.ceil(linesOf(part));
      const properties = { className: ['part'], style: `--lines:${lines}` };
      if (lines > 0) page.push({ ...part, properties });
      part = null;
    };
    for (const node of tree.children ?? []) {
      if (node.type === 'mdxjsEsm') page.push(node);
      else if (node.tagName === 'h2' || node.tagName === 'h3' || (part && node.name === 'Figure')) {
        close();
        page.push(node);
        part = { type: 'element', tagName: 'div', children: [] };
      } else if (part) part.children!.push(node);
      else page.push(node);
    }
    close();
    tree.children = page;
  };
}

/** Roughly the lines of text that a node is as high as. */
function linesOf(node: HtmlNode): number {
  const { tagName, name, children = [] } = node;
  const inside = (): number => children.reduce((sum, child) => sum + linesOf(child), 0);
  if (name === 'CodeText' || name === 'LiveCode' || name === 'LiveWgsl') return 2 + 0.7 * codeLines(node);
  if (name === 'Formula') return 3;
  if (tagName === 'p' || tagName === 'li') return 0.7 + Math.ceil(characters(node) / LINE);
  if (tagName === 'tr') return 1.3;
  if (/^h[4-6]$/.test(tagName ?? '')) return 3;
  return inside();
}

function codeLines({ attributes = [] }: HtmlNode): number {
  return String(attributes.find(({ name }) => name === 'html' || name === 'text')?.value ?? '').split(/\n|\\n/).length;
}

/** Notes stand beside the text; a formula in it is some letters wide. */
function characters({ name, value = '', children = [] }: HtmlNode): number {
  if (name === 'MarginNote') return 0;
  if (name === 'Formula') return 6;
  return value.length + children.reduce((sum, child) => sum + characters(child), 0);
}
