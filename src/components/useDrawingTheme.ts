import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import { useColorMode } from '@docusaurus/theme-common';
import type { Theme } from '../lib/palette.ts';

/** The theme that pictures are drawn for: the page's, and on paper the light one. */
export function useDrawingTheme(): Theme {
  const { colorMode } = useColorMode();
  const printing = useSyncExternalStore(subscribe, isPrinting, () => false);
  return printing ? 'light' : colorMode;
}

/** Between the two events that browsers announce a print with. */
let announced = false;

const paper = (): MediaQueryList => window.matchMedia('print');
const isPrinting = (): boolean => announced || paper().matches;

function subscribe(changed: () => void): () => void {
  // What is drawn when the listeners have been called is what is printed, so nothing may wait.
  const redraw = (): void => flushSync(changed);
  const before = (): void => {
    announced = true;
    redraw();
  };
  const after = (): void => {
    announced = false;
    redraw();
  };
  const query = paper();
  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  query.addEventListener('change', redraw);
  return () => {
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', after);
    query.removeEventListener('change', redraw);
  };
}
