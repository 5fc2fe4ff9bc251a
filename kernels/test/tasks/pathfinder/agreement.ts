import { seededRandom } from '../../../src/random.ts';
import { drawPathfinder, tracePathfinder } from '../../../src/tasks/pathfinder/index.ts';
import type { PathfinderSettings } from '../../../src/tasks/pathfinder/index.ts';

export interface Agreement {
  readonly pictures: number;
  /** Which pictures were read otherwise than they were drawn. */
  readonly disagreed: readonly { index: number; drawn: number; read: number | null }[];
}

/** Draws pictures and reads them from their pixels. */
export function agreement(settings: PathfinderSettings, pictures: number, seed: number): Agreement {
  const random = seededRandom(seed);
  const disagreed: { index: number; drawn: number; read: number | null }[] = [];
  for (let index = 0; index < pictures; index++) {
    const { pixels, size, label, markers } = drawPathfinder(random, settings);
    const traced = tracePathfinder(pixels, size, settings);
    const areMarkersRight = markers.every((marker) =>
      traced.markers.some(({ x, y }) => Math.hypot(x - marker.x, y - marker.y) < 0.5),
    );
    if (traced.label !== label || !areMarkersRight) disagreed.push({ index, drawn: label, read: traced.label });
  }
  return { pictures, disagreed };
}
