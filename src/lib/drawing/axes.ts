import type { Axis, Dot, Reference, Series } from './chartParts.ts';
import { powerTicks } from './ticks.ts';

/** Fills in what an axis leaves open. */
export function completed(
  axis: Axis,
  key: 'x' | 'y',
  {
    series,
    references = [],
    dots = [],
  }: {
    readonly series: readonly Series[];
    readonly references?: readonly Reference[];
    readonly dots?: readonly Dot[];
  },
  most: number,
) {
  const scale = axis.scale ?? 'linear';
  const points = [...series.flatMap((one) => one.points), ...dots];
  const values = [
    ...points.flatMap((point) => (key === 'x' ? [point.x] : [point.y, point.low ?? point.y, point.high ?? point.y])),
    ...references.map((reference) => reference[key]),
  ].filter((value) => value !== undefined && (scale === 'linear' || value > 0)) as number[];
  const domain = axis.domain ?? (key === 'y' ? padded(extent(values), scale) : extent(values));
  const ticks = axis.ticks ?? (scale === 'log' ? powerTicks(domain, most) : undefined);
  // Plot takes a count or a list of ticks; its types know the count only.
  const base = scale === 'log' ? axis.base : undefined;
  return { label: axis.label, scale, base, domain: [...domain], ticks: (ticks ?? Math.min(5, most)) as number };
}

function extent(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** A range with a little space above, so that the highest line keeps clear of the axis label. */
function padded([low, high]: readonly [number, number], scale: 'linear' | 'log'): [number, number] {
  return [low, scale === 'log' ? high * (high / low) ** 0.04 : high + 0.04 * (high - low)];
}
