import { ArgumentError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { drawContour } from './contours.ts';
import type { Contour, ContourSettings } from './contours.ts';
import type { Dash } from './segments.ts';
import { matchesOf } from './matching.ts';
import { tipsOf } from './tips.ts';
import type { TipPair } from './tips.ts';

export interface LayoutSettings extends ContourSettings {
  /** Dashes of each of the two contours that may be marked. */
  readonly dashes: number;
  /** Shorter contours, which are never marked, and the dashes of each. */
  readonly distractors: number;
  readonly distractorDashes: number;
}

/** Which ends are marked: as the published generator does it, or such that the ends alone say little. */
export type Cue = 'as published' | 'matched';

/** Where everything lies, before it is known what is marked. */
export interface Layout {
  readonly contours: readonly [Contour, Contour];
  readonly distractors: readonly Contour[];
}

/** A layout with two marked ends. */
export interface MarkedLayout extends Layout {
  readonly marked: TipPair;
  /** Whether both are ends of one contour. */
  readonly joined: boolean;
}

/** More layouts thrown away in a row than this, and next to none of these settings is possible. */
const MOST_TRIES = 100_000;

/** @throws ArgumentError where the dashes do not fit into the picture */
export function drawLayout(random: Random, settings: LayoutSettings): Layout {
  for (let tries = 0; tries < MOST_TRIES / 100; tries++) {
    const layout = tryLayout(random, settings);
    if (layout) return layout;
  }
  const { size, dashes } = settings;
  throw new ArgumentError('size', `was ${size}; two contours of ${dashes} dashes, and the others, do not fit in`);
}

function tryLayout(random: Random, settings: LayoutSettings): Layout | null {
  const occupied: Dash[] = [];
  const draw = (dashes: number): Contour | null => {
    const contour = drawContour(random, settings, dashes, occupied);
    if (contour) occupied.push(...contour);
    return contour;
  };
  const one = draw(settings.dashes);
  const other = one && draw(settings.dashes);
  if (!one || !other) return null;
  const distractors: Contour[] = [];
  for (let drawn = 0; drawn < settings.distractors; drawn++) {
    const distractor = draw(settings.distractorDashes);
    if (!distractor) return null;
    distractors.push(distractor);
  }
  return { contours: [one, other], distractors };
}

/**
 * A layout with its marked ends; a coin decides whether they are of one contour. "as published" marks the first end of one contour, and
 * the last end of the same or of the other. "matched" throws layouts away until one has two pairs of ends that look alike, one
 * of either kind: the coin decides between them, so that both answers have the same pictures.
 *
 * @throws ArgumentError where no layout has such pairs
 */
export function drawMarked(random: Random, settings: LayoutSettings, cue: Cue): MarkedLayout {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const layout = drawLayout(random, settings);
    const [one, other] = [tipsOf(layout.contours[0]), tipsOf(layout.contours[1])];
    const joined = random.integer(2) === 1;
    if (cue === 'as published') {
      const [start, rest] = random.integer(2) === 1 ? [one, other] : [other, one];
      return { ...layout, joined, marked: [start.first, (joined ? start : rest).last] };
    }
    const matches = matchesOf([one, other]);
    if (matches.length === 0) continue;
    const match = matches[random.integer(matches.length)]!;
    return { ...layout, joined, marked: joined ? match.joined : match.parted };
  }
  throw new ArgumentError('cue', `was "matched"; of ${MOST_TRIES} layouts none had two pairs of ends that look alike`);
}
