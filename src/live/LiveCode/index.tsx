import type { ReactNode } from 'react';
import CellSlot from '../CellSlot/index.tsx';

const loadPanel = () => import('./Panel.tsx');

/** An example that its reader can run and change. The static page holds its text. */
export default function LiveCode({ code }: { code: string }): ReactNode {
  return <CellSlot kind="code" language="ts" code={code} load={loadPanel} />;
}
