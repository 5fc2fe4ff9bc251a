import * as Plot from '@observablehq/plot';
import type { SeriesStyle, Theme } from '../palette.ts';
import { inks } from '../palette.ts';
import { legend, legendHeight } from './legend.ts';
import { spread } from './spread.ts';
import { element, textWidth, type } from './svg.ts';
import { powerTicks, tickLabel } from './ticks.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Ends of the band around the line, for example mean ± standard deviation. */
  readonly low?: number;
  readonly high?: number;
}

export interface Series {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly points: readonly Point[];
  /** Recorded data behind a live result: a wide pale line without a label. */
  readonly pale?: boolean;
}

export interface Axis {
  readonly label: string;
  readonly scale?: 'linear' | 'log';
  /** Default: just what the series need. */
  readonly domain?: readonly [number, number];
  readonly ticks?: readonly number[];
}

/** Something to compare with: a level line (y), an upright line (x), or a diamond at one place (both). */
export interface Reference {
  readonly label: string;
  readonly x?: number;
  readonly y?: number;
  readonly style: SeriesStyle;
  /** Writes the label of a level line under it. */
  readonly below?: boolean;
}

export interface LineChartArguments {
  readonly document: Document;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  readonly title?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly references?: readonly Reference[];
  /** Small filled dots, for example exact values inside diamonds. */
  readonly dots?: readonly (Point & { readonly style: SeriesStyle })[];
  /** Draws an upright line, the reader's place in time. */
  readonly cursor?: number;
  /** Where lines are named: at their right ends, in rows above, on the line, or nowhere. Default: ends from 480 pixels on. */
  readonly labels?: 'ends' | 'rows' | 'inside' | 'none';
}

/** A line chart as an SVG element of the given size. */
export function lineChart(args: LineChartArguments): Element {
  const { document, theme, width, height, series, references = [], dots = [] } = args;
  const named = series.filter(({ pale }) => !pale);
  const labels = args.labels ?? (width >= 480 ? 'ends' : 'rows');
  const rows = labels === 'rows' ? legendHeight(named, width) : 0;
  const layout = {
    left: width < 300 ? 42 : 50,
    right: labels === 'ends' ? 18 + Math.max(...named.map(({ label }) => textWidth(label))) : 20,
    top: (args.title ? 22 : 6) + 22 + rows,
    bottom: 40,
  };
  const x = completed(args.x, 'x', args, Math.max(2, Math.floor((width - layout.left - layout.right) / 55)));
  const y = completed(args.y, 'y', args, 6);
  const plot = Plot.plot({
    document,
    width,
    height,
    marginTop: layout.top,
    marginRight: layout.right,
    marginBottom: layout.bottom,
    marginLeft: layout.left,
    style: `overflow: visible; font-size: ${type.body}px; font-family: inherit; background: none`,
    x: { type: x.scale, domain: x.domain, label: null },
    y: { type: y.scale, domain: y.domain, label: null },
    marks: [
      Plot.gridY({ stroke: inks[theme].grid, strokeOpacity: 1, ticks: y.ticks }),
      ...series.flatMap(seriesMarks),
      ...references.map(referenceMark),
      ...dots.map((dot) => Plot.dot([dot], { x: 'x', y: 'y', r: 1.75, fill: dot.style.color })),
      args.cursor === undefined ? null : Plot.ruleX([args.cursor], { stroke: inks[theme].text, strokeWidth: 1.25 }),
      Plot.axisX({ label: null, color: inks[theme].muted, tickSize: 4, ticks: x.ticks, tickFormat: tickLabel }),
      Plot.axisY({ label: null, color: inks[theme].muted, tickSize: 4, ticks: y.ticks, tickFormat: tickLabel }),
    ],
  }) as (SVGSVGElement | HTMLElement) & Plot.Plot;
  const write: Write = (left, top, text, more = {}) =>
    plot.append(
      element(document, 'text', { x: left, y: top, 'text-anchor': 'start', fill: inks[theme].text, ...more }, text),
    );
  if (args.title) write(0, 14, args.title, { 'font-size': type.title, 'font-weight': 600 });
  if (rows > 0) plot.append(legend({ document, entries: named, width, y: args.title ? 22 : 4 }));
  write(0, layout.top - 10, y.label, { fill: inks[theme].muted });
  write(width - layout.right, height - 4, x.label, { 'text-anchor': 'end', fill: inks[theme].muted });
  if (labels === 'ends') nameEnds(plot, named, width - layout.right + 10, write);
  if (labels === 'inside') nameOnLines(plot, named, write);
  nameReferences(plot, references, { right: width - layout.right, bottom: height - layout.bottom }, write);
  return plot;
}

/** Fills in what an axis leaves open. */
function completed(axis: Axis, key: 'x' | 'y', { series, references = [] }: LineChartArguments, most: number) {
  const scale = axis.scale ?? 'linear';
  const points = series.flatMap((one) => one.points);
  const values = [
    ...points.flatMap((point) => (key === 'x' ? [point.x] : [point.y, point.low ?? point.y, point.high ?? point.y])),
    ...references.map((reference) => reference[key]),
  ].filter((value) => value !== undefined && (scale === 'linear' || value > 0)) as number[];
  const domain: [number, number] = axis.domain ? [...axis.domain] : [Math.min(...values), Math.max(...values)];
  const ticks = axis.ticks ?? (scale === 'log' ? powerTicks(domain, most) : undefined);
  // Plot takes a count or a list; its types know the count only.
  return { label: axis.label, scale, domain, ticks: (ticks ?? Math.min(5, most)) as number };
}

function seriesMarks({ points, style, pale }: Series): Plot.Markish[] {
  const banded = points.filter(({ low, high }) => low !== undefined && high !== undefined);
  return [
    banded.length > 0 && !pale
      ? Plot.areaY(banded, { x: 'x', y1: 'low', y2: 'high', fill: style.color, fillOpacity: 0.16 })
      : null,
    Plot.line(points, {
      x: 'x',
      y: 'y',
      stroke: style.color,
      strokeDasharray: pale ? undefined : style.dash,
      strokeOpacity: pale ? 0.28 : 1,
      strokeWidth: pale ? 6 : 2,
    }),
  ];
}

function referenceMark({ x, y, style }: Reference): Plot.Markish {
  const line = { stroke: style.color, strokeDasharray: style.dash, strokeWidth: 1.25 };
  if (x === undefined) return Plot.ruleY([y ?? 0], line);
  if (y === undefined) return Plot.ruleX([x], line);
  return Plot.dot([{ x, y }], { x: 'x', y: 'y', stroke: style.color, symbol: 'diamond2', r: 4.5, strokeWidth: 1.5 });
}

type Write = (x: number, y: number, text: string, more?: Record<string, string | number>) => void;

/** Writes each name beside the last point of its line, moved apart where they would overlap. */
function nameEnds(plot: Plot.Plot, series: readonly Series[], x: number, write: Write): void {
  const scale = plot.scale('y');
  if (!scale) return;
  const wanted = series.map(({ points }) => scale.apply(points[points.length - 1].y) as number);
  const [bottom, top] = scale.range as [number, number];
  const places = spread(wanted, type.body + 3, Math.min(bottom, top), Math.max(bottom, top));
  series.forEach(({ label, style }, i) => write(x, places[i] + 4, label, { fill: style.color, 'font-weight': 600 }));
}

/** Writes each name above its line, ending at two thirds of its points. */
function nameOnLines(plot: Plot.Plot, series: readonly Series[], write: Write): void {
  const [scaleX, scaleY] = [plot.scale('x'), plot.scale('y')];
  if (!scaleX || !scaleY) return;
  for (const { points, label, style } of series) {
    const { x, y } = points[Math.floor((points.length * 2) / 3)];
    const place = { x: (scaleX.apply(x) as number) - 4, y: (scaleY.apply(y) as number) - 11 };
    write(place.x, place.y, label, { fill: style.color, 'font-weight': 600, 'text-anchor': 'end' });
  }
}

function nameReferences(
  plot: Plot.Plot,
  references: readonly Reference[],
  edge: { readonly right: number; readonly bottom: number },
  write: Write,
): void {
  const [scaleX, scaleY] = [plot.scale('x'), plot.scale('y')];
  if (!scaleX || !scaleY) return;
  for (const { x, y, label, style, below } of references.filter((reference) => reference.label !== '')) {
    const words = { fill: style.color, 'font-size': type.small, 'text-anchor': 'end' };
    if (x === undefined) write(edge.right - 4, (scaleY.apply(y) as number) + (below ? 13 : -5), label, words);
    else if (y === undefined) write((scaleX.apply(x) as number) - 5, edge.bottom - 6, label, words);
    else write((scaleX.apply(x) as number) - 9, (scaleY.apply(y) as number) - 5, label, words);
  }
}
