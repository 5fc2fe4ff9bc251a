import type * as Plot from '@observablehq/plot';
import type { Dot, Reference, Series } from './chartParts.ts';
import { spread } from './spread.ts';
import { element, type } from './svg.ts';

/** Writes a run of text at a place, with more attributes. */
export type Write = (x: number, y: number, text: string, more?: Record<string, string | number>) => void;

/** Writes each name beside the last point of its line, moved apart where they would overlap. */
export function nameEnds(plot: Plot.Plot, series: readonly Series[], x: number, write: Write): void {
  const scale = plot.scale('y');
  if (!scale) return;
  const wanted = series.map(({ points }) => scale.apply(points[points.length - 1].y) as number);
  const [bottom, top] = scale.range as [number, number];
  const places = spread(wanted, type.body + 3, Math.min(bottom, top), Math.max(bottom, top));
  series.forEach(({ label, style }, i) => write(x, places[i] + 4, label, { fill: style.color, 'font-weight': 600 }));
}

/** Writes each name above its line, ending at two thirds of its points. */
export function nameOnLines(plot: Plot.Plot, series: readonly Series[], write: Write): void {
  const [scaleX, scaleY] = [plot.scale('x'), plot.scale('y')];
  if (!scaleX || !scaleY) return;
  for (const { points, label, style } of series) {
    const { x, y } = points[Math.floor((points.length * 2) / 3)];
    const place = { x: (scaleX.apply(x) as number) - 4, y: (scaleY.apply(y) as number) - 11 };
    write(place.x, place.y, label, { fill: style.color, 'font-weight': 600, 'text-anchor': 'end' });
  }
}

/** Writes the names of dots in a column at x, moved apart where they would overlap, each with a line to its dot. */
export function nameDots(plot: Plot.Plot & Element, dots: readonly Dot[], x: number, write: Write): void {
  const [scaleX, scaleY] = [plot.scale('x'), plot.scale('y')];
  const named = dots.filter(({ label }) => label !== undefined);
  if (!scaleX || !scaleY || named.length === 0) return;
  const [bottom, top] = scaleY.range as [number, number];
  const wanted = named.map(({ y }) => scaleY.apply(y) as number);
  const places = spread(wanted, type.body + 3, Math.min(bottom, top), Math.max(bottom, top));
  named.forEach(({ x: at, label, style }, i) => {
    const line = { x1: (scaleX.apply(at) as number) + 6, y1: wanted[i], x2: x - 4, y2: places[i], stroke: style.color };
    plot.append(element(plot.ownerDocument, 'line', { ...line, 'stroke-width': 0.75, 'stroke-opacity': 0.6 }));
    write(x, places[i]! + 4, label!, { fill: style.color, 'font-weight': 600 });
  });
}

export function nameReferences(
  plot: Plot.Plot,
  references: readonly Reference[],
  edge: { readonly right: number; readonly middle: number },
  write: Write,
): void {
  const [scaleX, scaleY] = [plot.scale('x'), plot.scale('y')];
  if (!scaleX || !scaleY) return;
  for (const { x, y, label, style, below } of references.filter((reference) => reference.label !== '')) {
    const words = { fill: style.color, 'font-size': type.small, 'text-anchor': 'end' };
    if (x === undefined) write(edge.right - 4, (scaleY.apply(y) as number) + (below ? 13 : -5), label, words);
    else if (y === undefined) write((scaleX.apply(x) as number) - 5, edge.middle, label, words);
    else write((scaleX.apply(x) as number) - 9, (scaleY.apply(y) as number) - 5, label, words);
  }
}
