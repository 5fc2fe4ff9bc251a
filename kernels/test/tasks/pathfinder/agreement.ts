import { seededRandom } from '../../../src/random.ts';
import { drawPathfinder, tracePathfinder } from '../../../src/tasks/pathfinder/index.ts';
import type { Dash, PathfinderSettings } from '../../../src/tasks/pathfinder/index.ts';

export interface Agreement {
  readonly pictures: number;
  /** Which pictures were read otherwise than they were drawn. */
  readonly disagreed: readonly { index: number; drawn: number; read: number | null }[];
  /** How many were called ambiguous, of those drawn with the label 0 and with 1. */
  readonly ambiguous: readonly [number, number];
}

/** Draws pictures and reads them from their pixels. */
export function agreement(settings: PathfinderSettings, pictures: number, seed: number): Agreement {
  const random = seededRandom(seed);
  const disagreed: { index: number; drawn: number; read: number | null }[] = [];
  const ambiguous: [number, number] = [0, 0];
  for (let index = 0; index < pictures; index++) {
    const { pixels, size, label, markers } = drawPathfinder(random, settings);
    const traced = tracePathfinder(pixels, size, settings);
    const areMarkersRight = markers.every((marker) =>
      traced.markers.some(({ x, y }) => Math.hypot(x - marker.x, y - marker.y) < 0.5),
    );
    const isRight = traced.isAmbiguous || traced.label === label;
    if (traced.isAmbiguous) ambiguous[label]++;
    if (!isRight || !areMarkersRight || traced.chain.some((dash) => leaves(dash, size)))
      disagreed.push({ index, drawn: label, read: traced.label });
  }
  return { pictures, disagreed, ambiguous };
}

/** Whether a dash ends outside the picture on both sides. */
function leaves({ fromX, fromY, toX, toY }: Dash, size: number): boolean {
  const isOutside = (x: number, y: number): boolean => x < 0 || y < 0 || x > size || y > size;
  return isOutside(fromX, fromY) && isOutside(toX, toY);
}
