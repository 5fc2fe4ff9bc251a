import type { ReactNode } from 'react';

/**
 * Code blocks are set by the build (src/remark/codeText.ts), so the theme's own, which brings a highlighter to the
 * browser, stands for none.
 */
export default function CodeBlock(): ReactNode {
  throw new Error('a code block that src/remark/codeText.ts has not set');
}
