import type { TracedPicture } from '../traced.ts';
import { lineOf } from './lines.ts';
import type { DrawnDash } from './growth.ts';
import type { PublishedParameters } from './parameters.ts';
import { brightestOf, findMarkers } from './reader.ts';
import { dashStamp, markerStamp } from './stamps.ts';
import { around, degrees } from './steps.ts';
import { areAlsoTwo, wayBetween } from './ways.ts';

/**
 * Traces a published picture from its pixels. A dash is there if the picture is nowhere darker than it and has many of its levels exactly. From either
 * marker all ways are followed over dashes that are there, each begun where the published code lets one begin after the one
 * before: the markers are on one contour if a way of as many dashes as a contour has leads to the other. No layout is kept or guessed.
 *
 * Where two contours touch, such a way may lead along the one and then along the other. The picture then shows two whole contours as well, one
 * from each marker, and says not which of them was drawn: it is called ambiguous.
 */
export function tracePublished(
  pixels: Uint8Array,
  parameters: PublishedParameters,
  dashes: number,
): Omit<TracedPicture, 'dashes'> {
  const { size, markerRadius } = parameters;
  const { markers, brightness } = findMarkers(pixels, size, markerRadius, brightnesses(parameters));
  const places = markers.map(({ x, y }) => ({ x: x + 0.5, y: y + 0.5 }));
  const [first, second] = markers;
  if (!first || !second) return { label: null, isAmbiguous: false, markers: places, chain: [] };
  let longest: readonly DrawnDash[] = [];
  for (const margin of parameters.margins)
    for (const [from, to] of [
      [first, second],
      [second, first],
    ] as const) {
      const seen = { pixels, parameters, margin, brightness, dashes };
      const way = wayBetween(seen, from, to);
      if (way.arrived) {
        const isAmbiguous = areAlsoTwo(seen, from, to, parameters.dashLength + 2 * margin);
        return { label: 1, isAmbiguous, markers: places, chain: linesOf(way.dashes, from === first) };
      }
      if (from === first && way.dashes.length > longest.length) longest = way.dashes;
    }
  return { label: 0, isAmbiguous: false, markers: places, chain: linesOf(longest, true) };

  function linesOf(way: readonly DrawnDash[], fromFirst: boolean): TracedPicture['chain'] {
    const lines = way.map((dash) => lineOf(dash, parameters.dashLength));
    return fromFirst ? lines : lines.reverse();
  }
}

const possible = new WeakMap<PublishedParameters, number[]>();

/** What light of 1 may be in levels: the brightest pixel has 255, and may be one of a marker or of a dash. */
function brightnesses(parameters: PublishedParameters): number[] {
  const known = possible.get(parameters);
  if (known) return known;
  const { contrast, distractorContrast, margins, dashLength, markerRadius } = parameters;
  const least = brightestOf(markerStamp(markerRadius));
  const found = new Set([least]);
  for (const margin of margins) {
    const ends = around(dashLength + margin).map(({ x, y }) => Math.atan2(y, x));
    const backs = ends.map((direction) => (direction < 0 ? direction + Math.PI : direction - Math.PI));
    for (const direction of [...degrees, ...backs])
      for (const strength of [contrast, distractorContrast])
        found.add(Math.max(least, strength * brightestOf(dashStamp(parameters, margin, direction))));
  }
  const levels = [...found].map((most) => 255 / most);
  possible.set(parameters, levels);
  return levels;
}
