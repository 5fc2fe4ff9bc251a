import type { ComponentProps, ReactNode } from 'react';
import Code from '@theme-original/MDXComponents/Code';
import LiveCode from './index.tsx';

type CodeProps = ComponentProps<typeof Code> & { readonly metastring?: string };

/** Code of a page: blocks marked `ts runnable` are live, all others are as they are. */
export default function PageCode(props: CodeProps): ReactNode {
  const { metastring = '', children } = props;
  if (!/\brunnable\b/.test(metastring)) return <Code {...props} />;
  return <LiveCode code={String(children).replace(/\n$/, '')} />;
}
