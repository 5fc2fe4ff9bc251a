import { shrunk } from './lanczos.ts';
import { ANTIALIAS, type PublishedParameters } from './parameters.ts';
import { blank, dilated, disc, drawLine } from './raster.ts';

/** A pixel, with its row and column as whole numbers. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** What is drawn around a pixel: shares 0 … 1 of the light, row by row of a square whose middle is that pixel. */
export interface Stamp {
  /** Pixels to each side. */
  readonly reach: number;
  readonly light: Float64Array;
}

/** A dash, with the mask of where no other one may be. */
export interface DashStamp extends Stamp {
  readonly mask: Float64Array;
}

/** The pixel at a distance in a direction. Both coordinates are rounded up. */
export function translate({ x, y }: Pixel, direction: number, distance: number): Pixel {
  return { x: Math.ceil(x + distance * Math.cos(direction)), y: Math.ceil(y + distance * Math.sin(direction)) };
}

const stamps = new WeakMap<PublishedParameters, Map<number, DashStamp>[]>();

/** The dash that starts at the middle and leads in a direction. */
export function dashStamp(parameters: PublishedParameters, margin: number, direction: number): DashStamp {
  const ofMargins = stamps.get(parameters) ?? [];
  const ofDirections = (ofMargins[margin] ??= new Map());
  stamps.set(parameters, ofMargins);
  const known = ofDirections.get(direction);
  if (known) return known;
  const stamp = drawStamp(parameters, margin, direction);
  ofDirections.set(direction, stamp);
  return stamp;
}

function drawStamp({ dashLength, thickness }: PublishedParameters, margin: number, direction: number): DashStamp {
  const reach = dashLength + Math.ceil(thickness) + margin;
  const center = { x: reach * ANTIALIAS, y: reach * ANTIALIAS };
  const large = blank(2 * reach * ANTIALIAS + 1);
  const head = translate(center, direction, dashLength * ANTIALIAS);
  drawLine(large, center, head, Math.round(thickness * ANTIALIAS));
  const small = (raster: typeof large): Float64Array => shrunk(raster, 2 * reach + 1).data.map((level) => level / 255);
  return { reach, light: small(large), mask: small(dilated(large, disc(margin * ANTIALIAS))) };
}

const markers = new Map<number, Stamp>();

/** A marker. Pixels near the border get what they would in the midst of a picture. */
export function markerStamp(radius: number): Stamp {
  const known = markers.get(radius);
  if (known) return known;
  const reach = Math.ceil(radius) + 4;
  const large = blank((2 * reach + 1) * ANTIALIAS);
  for (let y = 0; y < large.height; y++)
    for (let x = 0; x < large.width; x++) {
      const [dx, dy] = [x - reach * ANTIALIAS, y - reach * ANTIALIAS];
      if (dx * dx + dy * dy <= (radius * ANTIALIAS) ** 2) large.data[y * large.width + x] = 255;
    }
  const stamp = { reach, light: shrunk(large, 2 * reach + 1).data.map((level) => level / 255) };
  markers.set(radius, stamp);
  return stamp;
}

/** Visits the pixels of a picture that a stamp reaches, with the stamp's own index there. */
export function eachPixel(
  size: number,
  reach: number,
  { x, y }: Pixel,
  visit: (index: number, inStamp: number) => void,
): void {
  for (let row = Math.max(0, y - reach); row <= Math.min(size - 1, y + reach); row++)
    for (let column = Math.max(0, x - reach); column <= Math.min(size - 1, x + reach); column++)
      visit(row * size + column, (row - y + reach) * (2 * reach + 1) + column - x + reach);
}
