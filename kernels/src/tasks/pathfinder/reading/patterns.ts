import { DASH_LEVEL } from '../picture.ts';
import type { Seen } from './fit.ts';
import { shine } from './light.ts';
import type { Placed } from './light.ts';

/** Places within a pixel along each side, and directions within half a turn, from which a dash is looked for. */
const FINENESS = { places: 4, directions: 18 };
/** Pixels to each side of a pixel that a dash around it can reach. */
const REACH = 3;

/** A dash around a pixel, with the levels that it gives to the pixels around it, the brightest first. */
interface Pattern extends Placed {
  readonly columns: Int8Array;
  readonly rows: Int8Array;
  readonly levels: Float32Array;
}

const patterns: readonly Pattern[] = Array.from({ length: FINENESS.places ** 2 * FINENESS.directions }, (_, index) => {
  const place = Math.floor(index / FINENESS.directions);
  return patternOf({
    x: ((place % FINENESS.places) + 0.5) / FINENESS.places,
    y: (Math.floor(place / FINENESS.places) + 0.5) / FINENESS.places,
    direction: (Math.PI * (index % FINENESS.directions)) / FINENESS.directions,
  });
});

function patternOf(dash: Placed): Pattern {
  const size = 2 * REACH + 1;
  const pixels: { index: number; level: number }[] = [];
  shine(size, { ...dash, x: dash.x + REACH, y: dash.y + REACH }, (index, { level }) => pixels.push({ index, level }));
  pixels.sort((a, b) => b.level - a.level);
  return {
    ...dash,
    columns: Int8Array.from(pixels, ({ index }) => (index % size) - REACH),
    rows: Int8Array.from(pixels, ({ index }) => Math.floor(index / size) - REACH),
    levels: Float32Array.from(pixels, ({ level }) => level),
  };
}

/**
 * Roughly where dashes could be, because the picture is nowhere much darker: the likeliest first.
 *
 * @param slack by how much it may be darker, as a share of a dash's light: about as much as a dash can differ from the nearest pattern
 */
export function possibleDashes(size: number, seen: Seen, slack: number): Placed[] {
  const found: { dash: Placed; difference: number }[] = [];
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      // The middle of a dash around this pixel is at most the pixel's half diagonal away from the pixel's middle.
      if (seen[row * size + column]! < (1 - Math.SQRT1_2) * DASH_LEVEL - 2) continue;
      for (const pattern of patterns) {
        const difference = differenceOf(size, seen, slack * DASH_LEVEL, pattern, column, row);
        if (difference === null) continue;
        const { x, y, direction } = pattern;
        found.push({ dash: { x: x + column, y: y + row, direction }, difference });
      }
    }
  return found.sort((a, b) => a.difference - b.difference).map(({ dash }) => dash);
}

/** Mean difference between a pattern and the picture; null where the picture is too dark for it. */
function differenceOf(
  size: number,
  seen: Seen,
  slack: number,
  pattern: Pattern,
  column: number,
  row: number,
): number | null {
  let sum = 0;
  for (let i = 0; i < pattern.levels.length; i++) {
    const x = column + pattern.columns[i]!;
    const y = row + pattern.rows[i]!;
    const inside = x >= 0 && y >= 0 && x < size && y < size;
    const is = inside ? seen[y * size + x]! : 0;
    const level = pattern.levels[i]!;
    if (is < level - slack) return null;
    // A marker, or a dash that follows, may be brighter here.
    sum += Math.min(Math.abs(is - level), slack);
  }
  return sum / pattern.levels.length;
}
