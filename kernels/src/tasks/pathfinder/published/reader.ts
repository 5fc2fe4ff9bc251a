import { eachPixel, markerStamp } from './stamps.ts';
import type { Pixel, Stamp } from './stamps.ts';

/** What rounding may leave. */
const EXACT = 1;
/** A stamp's pixels of less than this share of its brightest say little. */
const FAINT = 0.3;
/** Share of the others that must have their level from the stamp: the rest may be hidden by something brighter. */
const LEAST = 0.25;

/** How a stamp agrees with a picture around a pixel. */
export interface Agreement {
  /** The picture is nowhere darker. */
  readonly couldBe: boolean;
  /** Pixels that have their level from the stamp, and pixels that could. */
  readonly exact: number;
  readonly of: number;
}

/** Holds stamps against a picture. */
export function agreementOf(pixels: Uint8Array, size: number, stamp: Stamp, at: Pixel, brightness: number): Agreement {
  let couldBe = true;
  let [exact, of] = [0, 0];
  const most = brightestOf(stamp);
  eachPixel(size, stamp.reach, at, (index, inStamp) => {
    const share = stamp.light[inStamp]!;
    if (share === 0 || !couldBe) return;
    const more = pixels[index]! - Math.floor(brightness * share + 0.5);
    if (more < -EXACT) couldBe = false;
    if (share < FAINT * most) return;
    of++;
    if (more <= EXACT) exact++;
  });
  return { couldBe, exact, of };
}

export const isThere = ({ couldBe, exact, of }: Agreement): boolean => couldBe && exact >= LEAST * of;

const brightest = new WeakMap<Stamp, number>();
export function brightestOf(stamp: Stamp): number {
  const known = brightest.get(stamp) ?? stamp.light.reduce((a, b) => Math.max(a, b), 0);
  brightest.set(stamp, known);
  return known;
}

/** The two markers, and what light of 1 is in levels, of which there are several possibilities: those that explain the most pixels. */
export function findMarkers(
  pixels: Uint8Array,
  size: number,
  radius: number,
  brightnesses: readonly number[],
): { markers: Pixel[]; brightness: number } {
  const stamp = markerStamp(radius);
  const center = stamp.light[(stamp.light.length - 1) / 2]!;
  let best = { markers: [] as Pixel[], brightness: 255, exact: 0 };
  for (const brightness of brightnesses) {
    const found: { at: Pixel; exact: number }[] = [];
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        if (pixels[y * size + x]! < brightness * center - 2) continue;
        const { couldBe, exact } = agreementOf(pixels, size, stamp, { x, y }, brightness);
        if (couldBe) found.push({ at: { x, y }, exact });
      }
    const two = found.sort((a, b) => b.exact - a.exact).slice(0, 2);
    const exact = two.reduce((sum, one) => sum + one.exact, 0);
    if (exact > best.exact) best = { markers: two.map(({ at }) => at), brightness, exact };
  }
  return best;
}
