import type { ReactNode } from 'react';
import { indexed } from './indexed.ts';

/** Plain text in which "M_t" is set with its index below the line, as formulas have it. */
export default function Indexed({ text }: { text: string }): ReactNode {
  return indexed(text).map(({ part, isIndex }, i) => (isIndex ? <sub key={i}>{part}</sub> : part));
}
