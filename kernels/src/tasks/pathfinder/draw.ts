import type { Random } from '../../random.ts';
import { drawLayout } from './layout.ts';
import { paint } from './picture.ts';
import { drawPublished } from './published/layout.ts';
import { publishedParameters } from './published/parameters.ts';
import { linesOf } from './published/lines.ts';
import { paintPublished } from './published/picture.ts';
import type { Dash } from './segments.ts';
import { pathfinderSettings } from './settings.ts';
import type { PathfinderSettings, ResolvedPublished, ResolvedSegments } from './settings.ts';
import type { TipPair } from './tips.ts';
import { aRandom } from '../../shapes.ts';

/** A picture with what it was drawn from. */
export interface PathfinderPicture {
  /** Width and height. */
  readonly size: number;
  /** Grey levels, row by row from above. */
  readonly pixels: Uint8Array;
  /** 1 where the two markers are on one contour, 0 where they are on two. */
  readonly label: 0 | 1;
  /** Where the markers are, with the ways out of the dashes that end there. */
  readonly markers: TipPair;
  /** The two contours of which ends are marked, then the distractors: each dash after dash from one end to the other. */
  readonly contours: readonly (readonly Dash[])[];
}

/** @throws ArgumentError naming the setting, also where the dashes do not fit in */
export function drawPathfinder(random: Random, settings: PathfinderSettings = {}): PathfinderPicture {
  aRandom('random', random);
  const resolved = pathfinderSettings(settings);
  return resolved.preset === undefined ? drawOurs(random, resolved) : drawAsPublished(random, resolved);
}

function drawOurs(random: Random, settings: ResolvedSegments): PathfinderPicture {
  const { size, cue } = settings;
  const { contours, distractors, marked, joined } = drawLayout(random, settings, cue);
  const all = [...contours, ...distractors];
  return { size, pixels: paint(size, all.flat(), marked), label: joined ? 1 : 0, markers: marked, contours: all };
}

function drawAsPublished(random: Random, { preset, size, dashes, cue }: ResolvedPublished): PathfinderPicture {
  const parameters = publishedParameters[preset];
  const layout = drawPublished(random, parameters, dashes, cue);
  return {
    size,
    pixels: paintPublished(parameters, layout),
    label: layout.joined ? 1 : 0,
    markers: layout.marked,
    contours: [...layout.targets, ...layout.distractors].map((snake) => linesOf(snake, parameters)),
  };
}
