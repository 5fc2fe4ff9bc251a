interface TextNode {
  readonly type: string;
  readonly name?: string | null;
  readonly value?: string;
  readonly data?: object;
  readonly children?: TextNode[];
}

interface PageFile {
  readonly data: { readonly frontMatter?: { readonly description?: unknown } };
}

/**
 * Puts a page's description, which search engines show, under its title, where its readers see it. The title stands in
 * the page's `<header>`, into which Docusaurus has put it. A page that answers first has its `<Answer>` in that place.
 */
export default function lede() {
  return (tree: TextNode, file: PageFile): void => {
    const description = file.data.frontMatter?.description;
    const header = tree.children?.find(({ type, name }) => type === 'mdxJsxFlowElement' && name === 'header');
    const answers = tree.children?.some(({ name }) => name === 'Answer');
    if (typeof description !== 'string' || !header || answers) return;
    header.children?.push({
      type: 'paragraph',
      data: { hProperties: { className: 'lede' } },
      children: [{ type: 'text', value: description }],
    });
  };
}
