import type { SeriesStyle, Theme } from '../palette.ts';
import { inks } from '../palette.ts';
import { element, textWidth, type } from './svg.ts';
import { powerTicks, tickLabel } from './ticks.ts';

export interface DotRow {
  readonly label: string;
  readonly x: number;
  /** Printed beside the dot. */
  readonly value: string;
  /** Written at the right end of the row's heading. */
  readonly note?: string;
  readonly style: SeriesStyle;
  /** The recorded value behind a live one. */
  readonly recorded?: number;
}

export interface DotRowsArguments {
  readonly document: Document;
  readonly theme: Theme;
  readonly width: number;
  readonly title: string;
  readonly rows: readonly DotRow[];
  /** Of the logarithmic axis, which several charts may share. */
  readonly domain: readonly [number, number];
  readonly axisLabel: string;
}

const head = 34;
const rowHeight = 46;
const foot = 36;

export function dotRowsHeight(rows: number): number {
  return head + rows * rowHeight + foot;
}

/** One dot a row on a logarithmic axis, its name above it: for values of very different size. */
export function dotRows({ document, theme, width, title, rows, domain, axisLabel }: DotRowsArguments): Element {
  const { text, muted, grid } = inks[theme];
  const inset = 8;
  const [low, high] = domain.map(Math.log);
  const place = (x: number): number => inset + ((Math.log(x) - low!) / (high! - low!)) * (width - 2 * inset);
  const bottom = head + rows.length * rowHeight;
  const write = (x: number, y: number, content: string, more: Record<string, string | number> = {}): Element =>
    element(document, 'text', { x, y, fill: text, ...more }, content);
  const ticks = powerTicks(domain, Math.max(2, Math.floor(width / 70)));
  const axis = ticks.flatMap((tick) => [
    element(document, 'line', { x1: place(tick), x2: place(tick), y1: head, y2: bottom, stroke: grid }),
    write(place(tick), bottom + 15, tickLabel(tick), { 'text-anchor': 'middle', fill: muted }),
  ]);
  const drawn = rows.flatMap(({ label, x, value, note, style, recorded }, i) => {
    const top = head + i * rowHeight;
    const y = top + 32;
    const end = place(x) + 11 + textWidth(value) <= width;
    return [
      write(0, top + 15, label, { 'font-weight': 600, fill: style.color }),
      ...(note ? [write(width, top + 15, note, { 'text-anchor': 'end', fill: muted, 'font-size': type.small })] : []),
      element(document, 'line', { x1: inset, x2: width - inset, y1: y, y2: y, stroke: grid }),
      ...(recorded === undefined
        ? []
        : [
            element(document, 'circle', {
              cx: place(recorded),
              cy: y,
              r: 7,
              fill: 'none',
              stroke: style.color,
              'stroke-width': 6,
              'stroke-opacity': 0.28,
            }),
          ]),
      element(document, 'circle', { cx: place(x), cy: y, r: 5, fill: style.color }),
      write(place(x) + (end ? 11 : -11), y + 4, value, { 'text-anchor': end ? 'start' : 'end' }),
    ];
  });
  return element(document, 'g', {}, [
    write(0, 14, title, { 'font-size': type.title, 'font-weight': 600 }),
    ...axis,
    ...drawn,
    write(width, bottom + 32, axisLabel, { 'text-anchor': 'end', fill: muted }),
  ]);
}
