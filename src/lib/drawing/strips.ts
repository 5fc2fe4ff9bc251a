import { mean } from '../compute/statistics.ts';
import type { SeriesStyle, Theme } from '../palette.ts';
import { inks } from '../palette.ts';
import { element, textWidth, type } from './svg.ts';

/** Values of one thing. */
export interface Lane {
  readonly style: SeriesStyle;
  /** Several get a bar at their mean. */
  readonly values: readonly number[];
  /** Recorded values behind live ones. */
  readonly recorded?: readonly number[];
}

/** A named row. */
export interface Strip {
  readonly label: string;
  /** One above the other where there are several. */
  readonly lanes: readonly Lane[];
  /** What the values of this row are to be compared with. */
  readonly floors?: readonly number[];
  /** Written where it has no values. */
  readonly empty?: string;
  /** Hollow dots: not values of ours. */
  readonly hollow?: boolean;
}

/** An upright line through all rows. */
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
  /** Where marks were recorded, behind live ones. */
  readonly recordedMarks?: readonly number[];
  /** From one row to the next. */
  readonly rowHeight?: number;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly axisLabel: string;
}

const head = 24;
const markRow = 15;
const usualHeight = 22;
const foot = 36;
const pale = { fill: 'none', 'stroke-opacity': 0.28 };

export function stripsHeight(strips: number, marks: number, rowHeight = usualHeight): number {
  return head + marks * markRow + 6 + strips * rowHeight + foot;
}

/** Named rows of dots on one axis, with upright lines across them that are named above: seeds, models, and what to compare them with. */
export function strips(args: StripsArguments): Element {
  const { document, theme, width, title, marks, domain, ticks, axisLabel, rowHeight = usualHeight } = args;
  const { text, muted, grid, background } = inks[theme];
  const left = 10 + Math.max(...args.strips.map(({ label }) => textWidth(label)));
  const [low, high] = domain;
  const place = (x: number): number => left + 6 + ((x - low) / (high - low)) * (width - left - 20);
  const top = head + marks.length * markRow + 6;
  const bottom = top + args.strips.length * rowHeight;
  const upright = (x: number, y1: number, y2: number, more: Record<string, string | number>): Element =>
    element(document, 'line', { x1: place(x), x2: place(x), y1, y2, ...more });
  const write = (x: number, y: number, content: string, more: Record<string, string | number> = {}): Element =>
    element(document, 'text', { x, y, fill: text, ...more }, content);

  function lane({ style, values, recorded = [] }: Lane, y: number, hollow = false): Element[] {
    const { color } = style;
    const dot = (x: number, more: Record<string, string | number>): Element =>
      element(document, 'circle', { cx: place(x), cy: y, ...more });
    const look: Record<string, string | number> = hollow
      ? { r: 3.5, fill: background, stroke: color, 'stroke-width': 1.5 }
      : { r: 4, fill: color, 'fill-opacity': 0.75 };
    return [
      ...recorded.map((x) => dot(x, { r: 6, stroke: color, 'stroke-width': 5, ...pale })),
      ...values.map((x) => dot(x, look)),
      ...(values.length > 1 ? [upright(mean(values), y - 8, y + 8, { stroke: color, 'stroke-width': 2 })] : []),
    ];
  }

  function row({ label, lanes, floors = [], empty, hollow }: Strip, i: number): Element[] {
    const y = top + (i + 0.5) * rowHeight;
    const step = rowHeight / (lanes.length + 1);
    const isEmpty = lanes.every(({ values }) => values.length === 0);
    const fill = lanes.length === 1 && !hollow ? lanes[0].style.color : text;
    return [
      element(document, 'line', { x1: place(low), x2: place(high), y1: y, y2: y, stroke: grid }),
      ...floors.map((x) => upright(x, y - rowHeight / 2 + 1, y + rowHeight / 2 - 1, dashed)),
      write(0, y + 4, label, { fill }),
      ...lanes.flatMap((one, k) => lane(one, top + i * rowHeight + (k + 1) * step, hollow)),
      ...(isEmpty && empty
        ? [write(place(low) + 4, y + 4, empty, { fill: muted, 'font-size': type.small, ...halo })]
        : []),
    ];
  }

  // Text stands before the lines that it crosses.
  const halo = { stroke: background, 'stroke-width': 4, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
  const dashed = { stroke: muted, 'stroke-dasharray': '3 3' };
  const axis = ticks.flatMap((tick) => [
    upright(tick, top, bottom, { stroke: grid }),
    write(place(tick), bottom + 15, String(tick), { 'text-anchor': 'middle', fill: muted }),
  ]);
  const before = (args.recordedMarks ?? []).map((x) =>
    upright(x, top, bottom, { stroke: muted, 'stroke-width': 6, ...pale }),
  );
  // The leftmost on top, so that a name stands clear of the lines to its right.
  const named = [...marks]
    .sort((a, b) => a.x - b.x)
    .flatMap(({ x, label }, i) => {
      const y = head + i * markRow;
      const toLeft = place(x) + 6 + textWidth(label, type.small) > width;
      const side = { 'text-anchor': toLeft ? 'end' : 'start', fill: muted, 'font-size': type.small, ...halo };
      return {
        line: upright(x, y + 2, bottom, dashed),
        name: write(place(x) + (toLeft ? -5 : 5), y + 11, label, side),
      };
    });
  return element(document, 'g', {}, [
    write(0, 14, title, { 'font-size': type.title, 'font-weight': 600 }),
    ...[...axis, ...before, ...named.map(({ line }) => line), ...named.map(({ name }) => name)],
    ...args.strips.flatMap(row),
    write(width, bottom + 32, axisLabel, { 'text-anchor': 'end', fill: muted }),
  ]);
}
