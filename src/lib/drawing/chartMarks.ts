import * as Plot from '@observablehq/plot';
import type { Dot, Reference, Series } from './chartParts.ts';

export function seriesMarks({ points, style, pale }: Series): Plot.Markish[] {
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

export function referenceMark({ x, y, style }: Reference): Plot.Markish {
  const line = { stroke: style.color, strokeDasharray: style.dash, strokeWidth: 1.25 };
  if (x === undefined) return Plot.ruleY([y ?? 0], line);
  if (y === undefined) return Plot.ruleX([x], line);
  return Plot.dot([{ x, y }], { x: 'x', y: 'y', stroke: style.color, symbol: 'diamond2', r: 4.5, strokeWidth: 1.5 });
}

export function dotMarks(dot: Dot): Plot.Markish[] {
  const { label, low, high, style } = dot;
  return [
    low === undefined || high === undefined
      ? null
      : Plot.ruleX([dot], { x: 'x', y1: 'low', y2: 'high', stroke: style.color, strokeWidth: 1.25 }),
    Plot.dot([dot], { x: 'x', y: 'y', r: label === undefined ? 1.75 : 4, fill: style.color }),
  ];
}
