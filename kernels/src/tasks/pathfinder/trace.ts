import { ArgumentError } from '../../errors.ts';
import { publishedParameters } from './published/parameters.ts';
import { tracePublished } from './published/trace.ts';
import { linksOf, walk } from './reading/links.ts';
import { dashOf } from './reading/light.ts';
import { readPicture } from './reading/read.ts';
import type { Dash, Place } from './segments.ts';
import { pathfinderSettings } from './settings.ts';
import type { PathfinderSettings } from './settings.ts';
import type { TracedPicture } from './traced.ts';
import { bytes, checkAll, size as aSize } from '../../shapes.ts';

/**
 * Traces a picture. It sees the grey levels, and of the settings only how it was drawn: neither the layout nor the answer.
 * A picture has to be as wide as the preset's, if that is a published one.
 *
 * @param settings those that the picture was drawn with, or its preset
 * @throws ArgumentError unless there is a grey level for each pixel
 */
export function tracePathfinder(pixels: Uint8Array, size: number, settings: PathfinderSettings = {}): TracedPicture {
  checkAll({ pixels: [pixels, bytes], size: [size, aSize] });
  const resolved = pathfinderSettings(settings);
  if (pixels.length !== size * size)
    throw new ArgumentError('pixels', `had ${pixels.length} levels; expected ${size} × ${size} = ${size * size}`);
  if (resolved.preset !== undefined) {
    if (size !== resolved.size)
      throw new ArgumentError('size', `was ${size}; pictures of "${resolved.preset}" have ${resolved.size}`);
    const traced = tracePublished(pixels, publishedParameters[resolved.preset], resolved.dashes);
    return { ...traced, dashes: traced.chain };
  }
  const { dashes: placed, markers } = readPicture(size, pixels);
  const dashes = placed.map(dashOf);
  const [first, second] = markers;
  if (!first || !second || dashes.length === 0) return { label: null, isAmbiguous: false, markers, chain: [], dashes };
  const { path, arrived } = walk(linksOf(dashes, resolved.gap), dashAt(dashes, first), dashAt(dashes, second));
  return { label: arrived ? 1 : 0, isAmbiguous: false, markers, chain: path.map((index) => dashes[index]!), dashes };
}

/** The index of the dash with the end that is nearest to a place. */
function dashAt(dashes: readonly Dash[], { x, y }: Place): number {
  const distances = dashes.map(({ fromX, fromY, toX, toY }) =>
    Math.min(Math.hypot(fromX - x, fromY - y), Math.hypot(toX - x, toY - y)),
  );
  return distances.indexOf(Math.min(...distances));
}
