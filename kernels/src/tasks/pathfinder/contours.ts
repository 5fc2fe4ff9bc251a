import type { Random } from '../../random.ts';
import { dashAt, nearerThan } from './segments.ts';
import type { Dash } from './segments.ts';

/** Dashes one after the other, from the first end of the contour to its last. */
export type Contour = readonly Dash[];

export interface ContourSettings {
  /** Width and height of the picture. */
  readonly size: number;
  /** Pixels between the end of a dash and the beginning of the next. */
  readonly gap: number;
  /** How much a contour keeps its direction: a turn by an angle Δ has the density cos²(turn·Δ). */
  readonly turn: number;
}

export const DASH_LENGTH = 2;
/** No end of a dash is nearer to the border. */
const MARGIN = 1.5;
/** Dashes that do not follow each other are no nearer to each other. */
export const APART = 2;
/** Directions that are tried for a dash, and places for a contour. */
const TRIES = { dash: 20, contour: 50 };

/** A contour of `dashes` that keeps away from those that are there; null where none is found. */
export function drawContour(
  random: Random,
  settings: ContourSettings,
  dashes: number,
  occupied: readonly Dash[],
): Contour | null {
  for (let tries = 0; tries < TRIES.contour; tries++) {
    const contour = grow(random, settings, dashes, occupied);
    if (contour) return contour;
  }
  return null;
}

function grow(random: Random, settings: ContourSettings, dashes: number, occupied: readonly Dash[]): Contour | null {
  const { size, gap, turn } = settings;
  const within = (place: number): boolean => place >= MARGIN && place <= size - MARGIN;
  const contour: Dash[] = [];
  const isFree = (dash: Dash): boolean =>
    [dash.fromX, dash.fromY, dash.toX, dash.toY].every(within) &&
    occupied.every((other) => !nearerThan(APART, dash, other)) &&
    contour.every((other, index) => index === contour.length - 1 || !nearerThan(APART, dash, other));
  let x = random.uniform(MARGIN, size - MARGIN);
  let y = random.uniform(MARGIN, size - MARGIN);
  let direction = random.uniform(0, 2 * Math.PI);
  const first = dashAt(x, y, direction, DASH_LENGTH);
  if (!isFree(first)) return null;
  contour.push(first);
  while (contour.length < dashes) {
    ({ toX: x, toY: y } = contour.at(-1)!);
    const next = nextDash();
    if (!next) return null;
    contour.push(next);
  }
  return contour;

  function nextDash(): Dash | null {
    for (let tries = 0; tries < TRIES.dash; tries++) {
      const turned = direction + drawTurn(random, turn);
      const dash = dashAt(x + gap * Math.cos(turned), y + gap * Math.sin(turned), turned, DASH_LENGTH);
      if (!isFree(dash)) continue;
      direction = turned;
      return dash;
    }
    return null;
  }
}

/** An angle of density cos²(turn·Δ), which is 0 from a quarter of a turn (π/2 ÷ turn) on. */
function drawTurn(random: Random, turn: number): number {
  const widest = Math.min(Math.PI, Math.PI / 2 / turn);
  for (;;) {
    const angle = random.uniform(-widest, widest);
    if (random.uniform() < Math.cos(turn * angle) ** 2) return angle;
  }
}
