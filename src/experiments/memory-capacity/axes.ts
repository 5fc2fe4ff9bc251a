import type { LinePanelsArguments } from '../../lib/drawing/linePanels.ts';

/** Recall against the number of pairs, with room for a line at the top. */
export const recallAxes = {
  x: { label: 'stored pairs N' },
  y: { label: 'recall', domain: [0, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1] },
} as const satisfies Pick<LinePanelsArguments['charts'][number], 'x' | 'y'>;
