import { encode } from 'fast-png';
import type { ColorStops, Theme } from '../palette.ts';
import { diverging, inks } from '../palette.ts';
import { element, type } from './svg.ts';

/** The colour of a value in −1…1 (values beyond are drawn as the end colours), as red, green, blue in 0…255. */
export function colorOf(value: number, stops: ColorStops): readonly [number, number, number] {
  const position = ((Math.min(1, Math.max(-1, value)) + 1) / 2) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(position));
  const part = position - index;
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(stops[index][channel] * (1 - part) + stops[index + 1][channel] * part);
  return [mix(0), mix(1), mix(2)];
}

/** A PNG with one pixel a square, as a data address: small, and the same bytes in a browser and in Node. */
export function heatmapImage(values: ArrayLike<number>, columns: number, largest: number, theme: Theme): string {
  const pixels = new Uint8Array(values.length * 3);
  for (let i = 0; i < values.length; i++) {
    pixels.set(colorOf(largest > 0 ? values[i] / largest : 0, diverging[theme]), i * 3);
  }
  const png = encode({ width: columns, height: values.length / columns, data: pixels, channels: 3 });
  return `data:image/png;base64,${btoa(String.fromCharCode(...png))}`;
}

export interface HeatmapArguments {
  readonly document: Document;
  readonly theme: Theme;
  /** Row-major values. */
  readonly values: ArrayLike<number>;
  readonly columns: number;
  /** The size at which colours reach their ends: values run over −largest…largest. */
  readonly largest: number;
  /** Side of a square in CSS pixels. */
  readonly square: number;
}

/** A matrix as a grid of colours at the origin, first row on top. */
export function heatmap({ document, theme, values, columns, largest, square }: HeatmapArguments): Element {
  const [width, height] = [columns * square, (values.length / columns) * square];
  return element(document, 'g', {}, [
    element(document, 'image', {
      width,
      height,
      href: heatmapImage(values, columns, largest, theme),
      preserveAspectRatio: 'none',
      style: 'image-rendering: pixelated',
    }),
    element(document, 'rect', { width, height, fill: 'none', stroke: inks[theme].muted, 'stroke-width': 0.75 }),
  ]);
}

/** The scale of a heatmap at the origin: a strip with its two ends and zero named; 34 pixels high. */
export function colorBar(args: {
  readonly document: Document;
  readonly theme: Theme;
  readonly width: number;
  readonly low: string;
  readonly high: string;
  readonly note: string;
}): Element {
  const { document, theme, width } = args;
  const steps = Array.from({ length: 101 }, (_, i) => (i - 50) / 50);
  const label = (x: number, anchor: string, text: string): Element =>
    element(document, 'text', { x, y: 26, 'text-anchor': anchor, 'font-size': type.small }, text);
  return element(document, 'g', {}, [
    element(document, 'image', {
      width,
      height: 10,
      href: heatmapImage(steps, steps.length, 1, theme),
      preserveAspectRatio: 'none',
    }),
    element(document, 'rect', { width, height: 10, fill: 'none', stroke: inks[theme].muted, 'stroke-width': 0.75 }),
    label(0, 'start', args.low),
    label(width / 2, 'middle', '0'),
    label(width, 'end', args.high),
    element(document, 'text', { x: width + 14, y: 9, 'font-size': type.small, fill: inks[theme].muted }, args.note),
  ]);
}
