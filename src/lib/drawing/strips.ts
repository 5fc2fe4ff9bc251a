import { mean } from '../compute/statistics.ts';
import type { SeriesStyle, Theme } from '../palette.ts';
import { inks } from '../palette.ts';
import { element, textWidth, type } from './svg.ts';

/** Values of one thing on a level line. */
export interface Strip {
  readonly label: string;
  readonly style: SeriesStyle;
  /** Several get a mark at their mean. */
  readonly values: readonly number[];
  /** Recorded values behind live ones. */
  readonly recorded?: readonly number[];
  /** Written on the line where it has no values. */
  readonly empty?: string;
  /** A hollow dot: not a value of ours. */
  readonly hollow?: boolean;
}

/** An upright line through all strips. */
export interface StripMark {
  readonly x: number;
  readonly label: string;
}

export interface StripsArguments {
  readonly document: Document;
  readonly theme: Theme;
  readonly width: number;
  readonly title: string;
  readonly strips: readonly Strip[];
  readonly marks: readonly StripMark[];
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly axisLabel: string;
}

const head = 24;
const markRow = 15;
const stripHeight = 22;
const foot = 36;

export function stripsHeight(strips: number, marks: number): number {
  return head + marks * markRow + 6 + strips * stripHeight + foot;
}

/** Named rows of dots on one axis, with upright lines across them that are named above: seeds, models, and what to compare them with. */
export function strips(args: StripsArguments): Element {
  const { document, theme, width, title, marks, domain, ticks, axisLabel } = args;
  const { text, muted, grid } = inks[theme];
  const left = 10 + Math.max(...args.strips.map(({ label }) => textWidth(label)));
  const [low, high] = domain;
  const place = (x: number): number => left + 6 + ((x - low) / (high - low)) * (width - left - 16);
  const top = head + marks.length * markRow + 6;
  const bottom = top + args.strips.length * stripHeight;
  const line = (x1: number, x2: number, y1: number, y2: number, more: Record<string, string | number>): Element =>
    element(document, 'line', { x1, x2, y1, y2, ...more });
  const write = (x: number, y: number, content: string, more: Record<string, string | number> = {}): Element =>
    element(document, 'text', { x, y, fill: text, ...more }, content);
  const axis = ticks.flatMap((tick) => [
    line(place(tick), place(tick), top, bottom, { stroke: grid }),
    write(place(tick), bottom + 15, String(tick), { 'text-anchor': 'middle', fill: muted }),
  ]);
  const marked = [...marks]
    .sort((a, b) => b.x - a.x)
    .flatMap(({ x, label }, i) => {
      const y = head + i * markRow;
      // To the left of its line where it would not fit to the right of it.
      const toLeft = place(x) + 6 + textWidth(label, type.small) > width;
      return [
        line(place(x), place(x), y + 2, bottom, { stroke: muted, 'stroke-dasharray': '3 3' }),
        write(place(x) + (toLeft ? -5 : 5), y + 11, label, {
          'text-anchor': toLeft ? 'end' : 'start',
          fill: muted,
          'font-size': type.small,
        }),
      ];
    });
  const rows = args.strips.flatMap((strip, i) => {
    const y = top + (i + 0.5) * stripHeight;
    const { color } = strip.style;
    const dot = (x: number, more: Record<string, string | number>): Element =>
      element(document, 'circle', { cx: place(x), cy: y, ...more });
    const at = mean(strip.values);
    return [
      line(place(low), place(high), y, y, { stroke: grid }),
      write(0, y + 4, strip.label, { fill: strip.hollow ? text : color }),
      ...(strip.recorded ?? []).map((x) =>
        dot(x, { r: 6, fill: 'none', stroke: color, 'stroke-width': 5, 'stroke-opacity': 0.28 }),
      ),
      ...strip.values.map((x) =>
        strip.hollow
          ? dot(x, { r: 3.5, fill: inks[theme].background, stroke: color, 'stroke-width': 1.5 })
          : dot(x, { r: 4, fill: color, 'fill-opacity': 0.75 }),
      ),
      ...(strip.values.length > 1
        ? [line(place(at), place(at), y - 8, y + 8, { stroke: color, 'stroke-width': 2 })]
        : []),
      ...(strip.values.length === 0 && strip.empty
        ? [write(place(low) + 4, y + 4, strip.empty, { fill: muted, 'font-size': type.small })]
        : []),
    ];
  });
  return element(document, 'g', {}, [
    write(0, 14, title, { 'font-size': type.title, 'font-weight': 600 }),
    ...axis,
    ...marked,
    ...rows,
    write(width, bottom + 32, axisLabel, { 'text-anchor': 'end', fill: muted }),
  ]);
}
