import type { ReactNode } from 'react';
import CellSlot from '../CellSlot/index.tsx';

const loadPanel = () => import('./Panel.tsx');

export interface LiveWgslProps {
  /** Name of the kernel in src/live/LiveWgsl/kernels.ts. */
  readonly kernel: string;
  /** Written by the build (src/remark/kernelTexts.ts): the text that the package runs, as JSON. */
  readonly text?: string;
}

/** A kernel of the package that its reader can change, compile and hold against the original. */
export default function LiveWgsl({ kernel, text }: LiveWgslProps): ReactNode {
  if (text === undefined) throw new Error(`<LiveWgsl kernel="${kernel}"/> was compiled without its text`);
  // Highlighted as Rust, whose words and signs are close; the highlighter knows no WGSL.
  return <CellSlot kind="wgsl" language="rust" id={kernel} code={JSON.parse(text) as string} load={loadPanel} />;
}
