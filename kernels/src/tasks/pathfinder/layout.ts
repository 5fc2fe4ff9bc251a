import { ArgumentError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { drawContour } from './contours.ts';
import type { Contour, ContourSettings } from './contours.ts';
import { follow } from './follow.ts';
import type { Dash } from './segments.ts';
import { matchesOf } from './matching.ts';
import { tipsOf } from './tips.ts';
import type { TipPair, Tips } from './tips.ts';

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
const MOST_TRIES = 10_000;

/**
 * A layout with its marked ends; a coin decides whether they are of one contour. "as published" marks the first end of one contour, and
 * the last end of the same or of the other. "matched" throws layouts away until one has two pairs of ends that look alike, one
 * of either kind: the coin decides between them, so that both answers have the same pictures.
 *
 * @throws ArgumentError where no layout of these settings is found
 */
export function drawLayout(random: Random, settings: LayoutSettings, cue: Cue): MarkedLayout {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const layout = tryLayout(random, settings, cue);
    if (layout) return layout;
  }
  const { size, dashes } = settings;
  const wanted = cue === 'matched' ? ', with two pairs of ends that look alike' : '';
  throw new ArgumentError(
    'size',
    `was ${size}; of ${MOST_TRIES} tries none fitted two contours of ${dashes} dashes and the others in${wanted}`,
  );
}

function tryLayout(random: Random, settings: LayoutSettings, cue: Cue): MarkedLayout | null {
  const occupied: Dash[] = [];
  const draw = (dashes: number): Contour | null => {
    const contour = drawContour(random, settings, dashes, occupied);
    if (contour) occupied.push(...contour);
    return contour;
  };
  const one = draw(settings.dashes);
  const other = one && draw(settings.dashes);
  if (!one || !other) return null;
  // What is marked does not depend on the distractors, of which most would be drawn for nothing.
  const ends = markEnds(random, [tipsOf(one), tipsOf(other)], cue);
  if (!ends) return null;
  const distractors: Contour[] = [];
  for (let drawn = 0; drawn < settings.distractors; drawn++) {
    const distractor = draw(settings.distractorDashes);
    if (!distractor) return null;
    distractors.push(distractor);
  }
  const layout = { contours: [one, other] as const, distractors, ...ends };
  return isClear(layout, settings.gap) ? layout : null;
}

/** Gaps from which on nearness does not say what belongs together, since other dashes may be as near. */
const WIDE = 1.5;
/** How far a dash must be at least from where it could just as well follow one that it does not follow. */
const CLEAR = 0.2;

/** Whether no dash seems to follow another one than it does: what is seen then has one answer. */
function isClear({ contours, distractors }: Layout, gap: number): boolean {
  if (gap < WIDE) return true;
  const all = [...contours, ...distractors].flatMap((contour, of) => contour.map((dash, at) => ({ dash, of, at })));
  return all.every((a, index) =>
    all.slice(0, index).every((b) => (a.of === b.of && a.at - b.at === 1) || !follow(a.dash, b.dash, gap, CLEAR)),
  );
}

/** Which two ends are marked; null where the cue finds none. */
export function markEnds(
  random: Random,
  tips: readonly [Tips, Tips],
  cue: Cue,
): Pick<MarkedLayout, 'marked' | 'joined'> | null {
  const joined = random.integer(2) === 1;
  if (cue === 'as published') {
    const start = random.integer(2);
    return { joined, marked: [tips[start]!.first, tips[joined ? start : 1 - start]!.last] };
  }
  const matches = matchesOf(tips);
  if (matches.length === 0) return null;
  const match = matches[random.integer(matches.length)]!;
  return { joined, marked: joined ? match.joined : match.parted };
}
