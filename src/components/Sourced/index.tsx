import type { PropsWithChildren, ReactNode } from 'react';

/** A number as others published it. */
export function Published({ children }: PropsWithChildren): ReactNode {
  return <span title="as published">{children}</span>;
}

/** Numbers that are no result: a definition, a setting, or arithmetic that the reader can follow on the spot. */
export function Given({ children }: PropsWithChildren): ReactNode {
  return children;
}

/** A sentence that the data must bear out: the build compares what `that` says (src/remark/heldStatements.ts). */
export function Holds({ children }: PropsWithChildren<{ readonly that: string }>): ReactNode {
  return children;
}
