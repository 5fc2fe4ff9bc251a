import type { Random } from '../../../random.ts';
import type { PublishedParameters } from './parameters.ts';
import { disc } from './raster.ts';
import { dashStamp, eachPixel, translate } from './stamps.ts';
import type { DashStamp, Pixel } from './stamps.ts';

/** A dash that is drawn at a pixel, from which it leads in a direction. */
export interface DrawnDash {
  readonly at: Pixel;
  readonly direction: number;
  /** It leads away from the contour's next dash: all but the first do. */
  readonly backwards: boolean;
}

/** A contour that grows. */
export interface Snake {
  readonly dashes: DrawnDash[];
  /** Where its last dash was begun, `margin` before the dash, and in which direction. */
  pivot: Pixel;
  direction: number;
  /** The mask of its last dash, which does not yet belong to what is occupied. */
  last: { readonly stamp: DashStamp; readonly at: Pixel };
}

/** More tries than this for a dash, `max_paddle_retrial`, and it is given up. */
const RETRIES = 2;
/** The sum of two masks from which on dashes overlap. */
const OVERLAP = 1.8;
/** A pixel that is more occupied than this is not free. */
const FREE = 0.3;

/** Grows contours on a mask of what is occupied, each pixel from 0 to 1. */
export class Ground {
  readonly mask: Float64Array;
  private readonly near: readonly Pixel[];

  constructor(
    readonly parameters: PublishedParameters,
    readonly margin: number,
    readonly random: Random,
  ) {
    this.mask = paddedMask(parameters).slice();
    this.near = disc(margin);
  }

  /** Whether a dash may begin at each pixel, in a direction, with `border` pixels at each side left free. */
  freePixels(direction: number, border: number): Pixel[] {
    const { size, dashLength } = this.parameters;
    const reach = dashLength + this.margin;
    const stamp = dashStamp(this.parameters, this.margin, direction);
    // The structure is drawn one pixel from its middle, and only its full pixels count.
    const offsets: Pixel[] = [];
    eachPixel(2 * reach + 1, stamp.reach, { x: reach + 1, y: reach + 1 }, (index, inStamp) => {
      const width = 2 * reach + 1;
      if (stamp.mask[inStamp]! >= 1) offsets.push({ x: (index % width) - reach, y: Math.floor(index / width) - reach });
    });
    const isFree = new Uint8Array(size * size);
    for (let y = border; y < size - border; y++)
      for (let x = border; x < size - border; x++) if (this.mask[y * size + x]! <= FREE) isFree[y * size + x] = 1;
    const steps = Int32Array.from(offsets, (offset) => offset.y * size + offset.x);
    const fitsInside = (x: number, y: number): boolean => {
      const index = y * size + x;
      for (let i = 0; i < steps.length; i++) if (isFree[index + steps[i]!] === 0) return false;
      return true;
    };
    // What lies beyond the picture's edge is free.
    const fitsAtEdge = (x: number, y: number): boolean =>
      offsets.every((offset) => {
        const [column, row] = [x + offset.x, y + offset.y];
        return column < 0 || row < 0 || column >= size || row >= size || isFree[row * size + column] === 1;
      });
    const free: Pixel[] = [];
    const first = Math.max(0, border - reach);
    for (let y = first; y < size - first; y++)
      for (let x = first; x < size - first; x++) {
        const isAtEdge = Math.min(x, y, size - 1 - x, size - 1 - y) < reach;
        if (isAtEdge ? fitsAtEdge(x, y) : fitsInside(x, y)) free.push({ x, y });
      }
    return free;
  }

  /** Share of pixels that are free. */
  freeShare(): number {
    return this.mask.reduce((sum, level) => sum + (level <= FREE ? 1 : 0), 0) / this.mask.length;
  }

  /** A contour's first dash, if it does not leave the picture. */
  begin(tail: Pixel, direction: number): Snake | null {
    const { size, dashLength } = this.parameters;
    const head = translate(tail, direction, dashLength);
    const reversed = direction < 0 ? direction + Math.PI : direction - Math.PI;
    const pivot = translate(head, reversed, dashLength + this.margin);
    if ([head.x, head.y, pivot.x, pivot.y].some((place) => place < 0 || place >= size)) return null;
    return {
      dashes: [{ at: tail, direction, backwards: false }],
      pivot,
      direction,
      last: { stamp: dashStamp(this.parameters, this.margin, direction), at: tail },
    };
  }

  /** Adds a dash to a contour; false where none is found. */
  extend(snake: Snake): boolean {
    const pivot = translate(snake.pivot, snake.direction, this.parameters.dashLength + 2 * this.margin);
    const ends = this.possibleEnds(pivot, snake.direction);
    if (!ends) return false;
    for (let tries = 0; tries <= RETRIES; tries++) {
      const { at, direction } = this.chosen(ends);
      const back = direction < 0 ? direction + Math.PI : direction - Math.PI;
      const stamp = dashStamp(this.parameters, this.margin, back);
      if (this.overlaps(stamp, at)) continue;
      this.occupy(snake.last);
      Object.assign(snake, { pivot, direction, last: { stamp, at } });
      snake.dashes.push({ at, direction: back, backwards: true });
      return true;
    }
    return false;
  }

  /** Puts a mask to what is occupied. */
  occupy({ stamp, at }: Snake['last']): void {
    eachPixel(this.parameters.size, stamp.reach, at, (index, inStamp) => {
      this.mask[index] = Math.max(this.mask[index]!, stamp.mask[inStamp]!);
    });
  }

  private overlaps(stamp: DashStamp, at: Pixel): boolean {
    let most = 0;
    eachPixel(this.parameters.size, stamp.reach, at, (index, inStamp) => {
      most = Math.max(most, this.mask[index]! + stamp.mask[inStamp]!);
    });
    return most >= OVERLAP;
  }

  /** Pixels on a circle around the pivot, with the weights cos²(min(Δ·continuity, π/2)) · (1 − occupied). */
  private possibleEnds(pivot: Pixel, last: number): { at: Pixel; direction: number; weight: number }[] | null {
    const { size, dashLength, continuity } = this.parameters;
    const radius = dashLength + this.margin;
    const ends: { at: Pixel; direction: number; weight: number }[] = [];
    let sum = 0;
    let before = { x: -1, y: -1 };
    for (const { x, y } of circle(radius)) {
      const [exactX, exactY] = [pivot.x + x, pivot.y + y];
      if (exactX < 0 || exactY < 0 || exactX >= size || exactY >= size) continue;
      const at = { x: Math.floor(exactX), y: Math.floor(exactY) };
      if (at.x === before.x && at.y === before.y) continue;
      before = at;
      const direction = Math.atan2(at.y - pivot.y, at.x - pivot.x);
      const turned = Math.min(Math.abs(direction - last), 2 * Math.PI - Math.abs(direction - last));
      // What turns farther has no weight.
      if (turned * continuity >= Math.PI / 2) continue;
      if (ends.some((end) => end.at.x === at.x && end.at.y === at.y)) continue;
      const weight = Math.cos(turned * continuity) ** 2 * (1 - this.occupiedAround(at));
      sum += weight;
      ends.push({ at, direction, weight });
    }
    return sum < 1e-4 ? null : ends;
  }

  private occupiedAround({ x, y }: Pixel): number {
    const { size } = this.parameters;
    let most = 0;
    for (const offset of this.near) {
      const [column, row] = [x + offset.x, y + offset.y];
      if (column < 0 || row < 0 || column >= size || row >= size) continue;
      most = Math.max(most, this.mask[row * size + column]!);
    }
    return most;
  }

  private chosen<End extends { readonly weight: number }>(ends: readonly End[]): End {
    let rest = this.random.uniform(
      0,
      ends.reduce((sum, { weight }) => sum + weight, 0),
    );
    return ends.find(({ weight }) => (rest -= weight) < 0) ?? ends.at(-1)!;
  }
}

const padded = new WeakMap<PublishedParameters, Float64Array>();

/** What is occupied of an empty picture: its border. */
function paddedMask(parameters: PublishedParameters): Float64Array {
  const known = padded.get(parameters);
  if (known) return known;
  const { size, padding } = parameters;
  const mask = new Float64Array(size * size).map((_, index) => {
    const [x, y] = [index % size, Math.floor(index / size)];
    return Math.min(x, y, size - 1 - x, size - 1 - y) < padding ? 1 : 0;
  });
  padded.set(parameters, mask);
  return mask;
}

const circles = new Map<number, readonly Pixel[]>();

/** Points of a circle around 0, each a step of 1 from the one before. */
function circle(radius: number): readonly Pixel[] {
  const known = circles.get(radius);
  if (known) return known;
  const points: Pixel[] = [];
  for (let angle = 0; angle < 2 * Math.PI - 1e-12; angle += 1 / radius)
    points.push({ x: radius * Math.cos(angle), y: radius * Math.sin(angle) });
  circles.set(radius, points);
  return points;
}
