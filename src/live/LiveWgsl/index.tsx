import { useState, type ReactNode } from 'react';
import CellSlot from '../CellSlot/index.tsx';

const loadPanel = () => import('./Panel.tsx');

/** The text that the package runs, and the same set for reading. */
export interface KernelText {
  readonly code: string;
  readonly html: string;
}

export interface LiveWgslProps {
  /** Name of the kernel in src/live/LiveWgsl/kernels.ts. */
  readonly kernel: string;
  /** Written by the build (src/remark/kernelTexts.ts): a KernelText as JSON. */
  readonly text?: string;
}

/** A kernel of the package that its reader can change, compile and hold against the original. */
export default function LiveWgsl({ kernel, text }: LiveWgslProps): ReactNode {
  if (text === undefined) throw new Error(`<LiveWgsl kernel="${kernel}"/> was compiled without its text`);
  const [{ code, html }] = useState(() => JSON.parse(text) as KernelText);
  return <CellSlot kind="wgsl" id={kernel} code={code} html={html} load={loadPanel} />;
}
