import { useState } from 'react';
import { useLocation } from '@docusaurus/router';
import { keptEdits } from './keptEdits.ts';

/** A cell's text, which begins as its reader left it, and is kept with each change. */
export function useCellText(original: string): readonly [string, (text: string) => void] {
  const { pathname } = useLocation();
  const [text, setText] = useState(() => keptEdits.read(pathname, original) ?? original);
  const change = (changed: string): void => {
    setText(changed);
    keptEdits.keep(pathname, original, changed);
  };
  return [text, change];
}
