import * as Plot from '@observablehq/plot';
import type { Theme } from '../palette.ts';
import { inks } from '../palette.ts';
import { completed } from './axes.ts';
import { dotMarks, referenceMark, seriesMarks } from './chartMarks.ts';
import type { Axis, Dot, Reference, Series } from './chartParts.ts';
import { legend, legendHeight } from './legend.ts';
import type { Write } from './lineLabels.ts';
import { nameDots, nameEnds, nameOnLines, nameReferences } from './lineLabels.ts';
import { element, textWidth, type } from './svg.ts';
import { tickLabel } from './ticks.ts';

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
  readonly dots?: readonly Dot[];
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
  const namedDots = dots.flatMap(({ label }) => (label === undefined ? [] : [textWidth(label)]));
  const y = completed(args.y, 'y', args, 6);
  const tickNames = Array.isArray(y.ticks) ? y.ticks.map((tick: number) => textWidth(tickLabel(tick))) : [];
  const layout = {
    left: Math.max(width < 300 ? 42 : 50, ...tickNames.map((size) => size + 10)),
    right:
      labels === 'ends'
        ? 18 + Math.max(...named.map(({ label }) => textWidth(label)))
        : Math.max(20, ...namedDots.map((size) => 28 + size)),
    top: (args.title ? 22 : 6) + 22 + rows,
    bottom: 40,
  };
  const x = completed(args.x, 'x', args, Math.max(2, Math.floor((width - layout.left - layout.right) / 55)));
  const plot = Plot.plot({
    document,
    width,
    height,
    marginTop: layout.top,
    marginRight: layout.right,
    marginBottom: layout.bottom,
    marginLeft: layout.left,
    style: `overflow: visible; font-size: ${type.body}px; font-family: inherit; background: none`,
    x: { type: x.scale, domain: x.domain, base: x.base, label: null },
    y: { type: y.scale, domain: y.domain, base: y.base, label: null },
    marks: [
      Plot.gridY({ stroke: inks[theme].grid, strokeOpacity: 1, ticks: y.ticks }),
      ...series.flatMap(seriesMarks),
      ...references.map(referenceMark),
      ...dots.flatMap(dotMarks),
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
  if (rows > 0) plot.append(legend({ document, theme, entries: named, width, y: args.title ? 22 : 4 }));
  write(0, layout.top - 10, y.label, { fill: inks[theme].muted });
  write(width - layout.right, height - 4, x.label, { 'text-anchor': 'end', fill: inks[theme].muted });
  if (labels === 'ends') nameEnds(plot, named, width - layout.right + 10, write);
  if (labels === 'inside') nameOnLines(plot, named, write);
  nameDots(plot, dots, width - layout.right + 16, write);
  const middle = (layout.top + height - layout.bottom) / 2;
  nameReferences(plot, references, { right: width - layout.right, middle }, write);
  return plot;
}
