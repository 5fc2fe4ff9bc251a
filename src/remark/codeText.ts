import { colouredCode } from './colouredCode.ts';

interface TextNode {
  readonly type: string;
  readonly lang?: string | null;
  readonly meta?: string | null;
  readonly value?: string;
  children?: TextNode[];
}

/**
 * Sets the code blocks of a page while it is compiled: as `<CodeText html="…"/>`, and those marked `runnable` as
 * `<LiveCode code="…" html="…"/>`. The browser's program then neither parses code nor keeps its thousands of words as
 * elements of its own.
 */
export default function codeText() {
  return visit;
}

function visit(node: TextNode): void {
  if (!node.children) return;
  node.children = node.children.map((child) => {
    if (child.type === 'code') return block(child);
    visit(child);
    return child;
  });
}

function block({ lang, meta, value = '' }: TextNode): TextNode {
  const html = colouredCode(value, lang ?? '');
  return /\brunnable\b/.test(meta ?? '') ? element('LiveCode', { code: value, html }) : element('CodeText', { html });
}

function element(name: string, values: Readonly<Record<string, string>>): TextNode {
  const attributes = Object.entries(values).map(([key, value]) => ({ type: 'mdxJsxAttribute', name: key, value }));
  return { type: 'mdxJsxFlowElement', name, attributes, children: [] } as TextNode;
}
