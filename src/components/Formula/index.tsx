import type { ReactNode } from 'react';

/** A formula that the build has set (src/remark/formulaText.ts). */
export default function Formula({ html }: { readonly html: string }): ReactNode {
  return <span className="katex" dangerouslySetInnerHTML={{ __html: html }} />;
}
