import type { Random } from '../../../random.ts';
import { markEnds } from '../layout.ts';
import type { Cue } from '../layout.ts';
import type { TipPair } from '../tips.ts';
import { Ground } from './growth.ts';
import type { Snake } from './growth.ts';
import type { PublishedParameters } from './parameters.ts';
import { endsOf } from './lines.ts';
import type { Pixel } from './stamps.ts';

export interface PublishedLayout {
  readonly margin: number;
  readonly targets: readonly [Snake, Snake];
  readonly marked: TipPair;
  /** Whether both marked ends are of one contour. */
  readonly joined: boolean;
  /** Fewer than wanted where there is no place for them. */
  readonly distractors: readonly Snake[];
}

/** Tries beyond the first: for a dash `max_paddle_retrial`, for a distractor `max_distractor_contour_retrial`. */
const RETRIES = { dash: 2, distractor: 4 };
/** Where less of a picture is free, no distractor is begun. */
const LEAST_FREE = 0.01;

/**
 * Two contours that grow together, dash by dash in turn, from beginnings `seedDistance` apart; then the distractors. With a cue
 * that finds no ends in the contours, others are drawn.
 */
export function drawPublished(
  random: Random,
  parameters: PublishedParameters,
  dashes: number,
  cue: Cue,
): PublishedLayout {
  const margin = parameters.margins[random.integer(parameters.margins.length)]!;
  for (;;) {
    const ground = new Ground(parameters, margin, random);
    const targets = beginTwo(ground);
    if (!targets || !growTogether(ground, targets, dashes)) continue;
    // As in the published code, the last dash of the first contour stays unoccupied.
    ground.occupy(targets[1].last);
    const ends = markEnds(random, [endsOf(targets[0], parameters), endsOf(targets[1], parameters)], cue);
    if (ends) return { margin, targets, ...ends, distractors: drawDistractors(ground) };
  }
}

function growTogether(ground: Ground, targets: readonly [Snake, Snake], dashes: number): boolean {
  for (let grown = 1; grown < dashes; grown++) if (!targets.every((target) => ground.extend(target))) return false;
  return true;
}

/** Whole degrees. */
const drawDirection = (random: Random): number => ((random.integer(360) - 180) * Math.PI) / 180;

function beginTwo(ground: Ground): [Snake, Snake] | null {
  const { random, parameters } = ground;
  const first = beginFree(ground, 2 * parameters.seedDistance);
  if (!first) return null;
  for (let tries = 0; tries <= RETRIES.dash; tries++) {
    const direction = drawDirection(random);
    const second = ground.begin(apart(random, first.dashes[0]!.at, parameters.seedDistance), direction);
    if (second) return [first, second];
  }
  return null;
}

function apart(random: Random, { x, y }: Pixel, distance: number): Pixel {
  const angle = (random.integer(360) * Math.PI) / 180;
  return { x: Math.round(x + distance * Math.cos(angle)), y: Math.round(y + distance * Math.sin(angle)) };
}

/** A contour that begins anywhere where it is free. */
function beginFree(ground: Ground, border: number): Snake | null {
  for (let tries = 0; tries <= RETRIES.dash; tries++) {
    const direction = drawDirection(ground.random);
    const free = ground.freePixels(direction, border);
    if (free.length === 0) return null;
    const snake = ground.begin(free[ground.random.integer(free.length)]!, direction);
    if (snake) return snake;
  }
  return null;
}

function drawDistractors(ground: Ground): Snake[] {
  const { distractors, distractorDashes } = ground.parameters;
  const drawn: Snake[] = [];
  for (let wanted = 0; wanted < distractors; wanted++)
    for (let tries = 0; tries <= RETRIES.distractor; tries++) {
      const before = ground.mask.slice();
      const snake = ground.freeShare() < LEAST_FREE ? null : beginFree(ground, 1);
      if (snake && grow(ground, snake, distractorDashes)) {
        ground.occupy(snake.last);
        drawn.push(snake);
        break;
      }
      ground.mask.set(before);
    }
  return drawn;
}

function grow(ground: Ground, snake: Snake, dashes: number): boolean {
  while (snake.dashes.length < dashes) if (!ground.extend(snake)) return false;
  return true;
}
