import type { ReactNode } from 'react';
import CellSlot from '../CellSlot/index.tsx';

const loadPanel = () => import('./Panel.tsx');

export interface LiveCodeProps {
  readonly code: string;
  /** The same, set for reading. */
  readonly html: string;
}

/** An example that its reader can run and change. Written by the build (src/remark/codeText.ts). */
export default function LiveCode({ code, html }: LiveCodeProps): ReactNode {
  return <CellSlot kind="code" code={code} html={html} load={loadPanel} />;
}
