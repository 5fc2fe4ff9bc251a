import type { SeriesStyle, Theme } from '../palette.ts';
import { inks } from '../palette.ts';
import { element, textWidth, type } from './svg.ts';

export interface LegendEntry {
  readonly label: string;
  readonly style: SeriesStyle;
}

const sample = 26;
const rowHeight = 18;

/** Rows of line samples with their names, wrapped to the width; the top edge of the first row is at y. */
export function legend(args: {
  readonly document: Document;
  readonly theme: Theme;
  readonly entries: readonly LegendEntry[];
  readonly width: number;
  readonly y: number;
}): Element {
  const { document, theme, entries, width, y } = args;
  const children = layOut(entries, width).flatMap(({ entry, left, row }) => {
    const middle = y + row * rowHeight + rowHeight / 2;
    return [
      element(document, 'line', {
        x1: left,
        x2: left + sample,
        y1: middle,
        y2: middle,
        stroke: entry.style.color,
        'stroke-width': 2,
        'stroke-dasharray': entry.style.dash,
      }),
      element(
        document,
        'text',
        { x: left + sample + 5, y: middle + 4, 'text-anchor': 'start', fill: inks[theme].text },
        entry.label,
      ),
    ];
  });
  return element(document, 'g', {}, children);
}

export function legendHeight(entries: readonly LegendEntry[], width: number): number {
  return rowHeight * (1 + Math.max(0, ...layOut(entries, width).map(({ row }) => row)));
}

/** Where each entry goes: its left edge and its row. */
export function layOut(entries: readonly LegendEntry[], width: number) {
  let [left, row] = [0, 0];
  return entries.map((entry) => {
    const needed = sample + 5 + textWidth(entry.label, type.body);
    if (left > 0 && left + needed > width) [left, row] = [0, row + 1];
    const place = { entry, left, row };
    left += needed + 14;
    return place;
  });
}
