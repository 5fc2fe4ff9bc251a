import type { Theme } from '../palette.ts';
import type { LegendEntry } from './legend.ts';
import { legend, legendHeight } from './legend.ts';
import { at, figureRoot } from './svg.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface PanelsArguments {
  readonly document: Document;
  readonly theme: Theme;
  readonly width: number;
  /** Name of the whole figure. */
  readonly label: string;
  readonly columns: number;
  /** Height of each panel. */
  readonly height: number;
  /** Line samples above the panels, which they share. */
  readonly legend?: readonly LegendEntry[];
  /** Draws each panel at the origin. */
  readonly draw: readonly ((size: Size) => Element)[];
}

const gap = 20;

/** A figure of equal panels in rows, under one legend. */
export function panels(args: PanelsArguments): Element {
  const { document, theme, width, label, columns, height, draw } = args;
  const entries = args.legend ?? [];
  const top = entries.length > 0 ? legendHeight(entries, width) + 12 : 0;
  const panelWidth = (width - gap * (columns - 1)) / columns;
  const place = (panel: Element, i: number): Element => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return at(column * (panelWidth + gap), top + row * (height + gap), panel);
  };
  const rows = Math.ceil(draw.length / columns);
  return figureRoot({
    document,
    theme,
    width,
    height: top + rows * height + (rows - 1) * gap,
    label,
    children: [
      ...(entries.length > 0 ? [legend({ document, theme, entries, width, y: 0 })] : []),
      ...draw.map((panel, i) => place(panel({ width: panelWidth, height }), i)),
    ],
  });
}
