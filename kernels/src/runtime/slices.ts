import type { PassPlan } from './plan.ts';

/** One dispatch: a whole pass, or the steps [begin, end) of one that may be cut. */
export interface Piece {
  readonly pass: PassPlan;
  readonly begin: number;
  readonly end: number;
  readonly flops: number;
}

/** Submissions aim at this many milliseconds: a cancel is honoured within it, and no watchdog wakes up. */
const TARGET = 100;
/** One dispatch of a job that is submitted at once aims below this: watchdogs wake after two seconds and more. */
const LONGEST_DISPATCH = 500;
/** Speed assumed of a shader that never ran here, in flops per millisecond: a slow software GPU. */
const CAUTIOUS_SPEED = 3e5;
/** Below this many milliseconds a measurement is mostly overhead and teaches nothing. */
const SHORTEST_LESSON = 4;

/** What the time of a submission may be besides its work. */
export interface Resolution {
  /** Milliseconds until the device says that it has nothing to do. */
  readonly latency: number;
  /** Milliseconds by which the clock moves on at a time. */
  readonly step: number;
}

const EXACT: Resolution = { latency: 0, step: 0 };

/**
 * Cuts a job into submissions of bounded duration. How fast each shader runs on this device is learned from
 * the submissions themselves, so the first of a long job is short and the later ones fill the target.
 */
export class SliceCalibration {
  readonly #resolution: Resolution;
  #speeds = new Map<string, number>();

  constructor(resolution: Resolution = EXACT) {
    this.#resolution = resolution;
  }

  /** Milliseconds that a submission aims at: longer where the device or the clock could not tell it from a shorter one. */
  get #target(): number {
    const { latency, step } = this.#resolution;
    return Math.max(TARGET, Math.min(2 * (latency + step), LONGEST_DISPATCH));
  }

  speed(code: string): number {
    return this.#speeds.get(code) ?? CAUTIOUS_SPEED;
  }

  /** Expected milliseconds of some pieces. */
  expected(pieces: readonly Piece[]): number {
    return pieces.reduce((sum, piece) => sum + piece.flops / this.speed(piece.pass.code), 0);
  }

  /**
   * Learns from a submission that took `elapsed` milliseconds, some of which the device may have taken to say so. Only what
   * that can't explain is a lesson. One slows a shader down at most fourfold, and speeds it up as much; up to sixteenfold where
   * the time was long enough to be exact.
   */
  learn(pieces: readonly Piece[], elapsed: number): void {
    const { latency, step } = this.#resolution;
    const expected = this.expected(pieces);
    if (Math.max(elapsed, expected) < SHORTEST_LESSON) return;
    const [least, most] = [elapsed - latency - step, elapsed + step];
    const work = Math.max(1, Math.min(most, Math.max(least, expected)));
    const factor = Math.min(elapsed < SHORTEST_LESSON ? 4 : 16, Math.max(1 / 4, expected / work));
    for (const code of new Set(pieces.map((piece) => piece.pass.code)))
      this.#speeds.set(code, this.speed(code) * factor);
  }

  /** The next submission of a job that has `passes[cursor.pass]` from step `cursor.step` on still to do. */
  next(passes: readonly PassPlan[], cursor: Cursor): { pieces: Piece[]; cursor: Cursor } {
    const pieces: Piece[] = [];
    let { pass: index, step } = cursor;
    let left = this.#target;
    while (index < passes.length) {
      const pass = passes[index]!;
      const piece = this.#cut(pass, step, left);
      const cost = piece.flops / this.speed(pass.code);
      if (pieces.length > 0 && cost > left) break;
      pieces.push(piece);
      left -= cost;
      if (pass.range && piece.end < pass.range.end) return { pieces, cursor: { pass: index, step: piece.end } };
      index += 1;
      step = passes[index]?.range?.begin ?? 0;
    }
    return { pieces, cursor: { pass: index, step } };
  }

  /** All dispatches of a job that is submitted at once and can't be cancelled: as few as no watchdog minds. */
  dispatches(passes: readonly PassPlan[]): Piece[] {
    return passes.flatMap((pass) => {
      const pieces = [this.#cut(pass, pass.range?.begin ?? 0, LONGEST_DISPATCH)];
      while (pass.range && pieces.at(-1)!.end < pass.range.end)
        pieces.push(this.#cut(pass, pieces.at(-1)!.end, LONGEST_DISPATCH));
      return pieces;
    });
  }

  /** As many steps of a pass as `left` milliseconds allow, at least one multiple; all of it when it can't be cut. */
  #cut(pass: PassPlan, begin: number, left: number): Piece {
    if (!pass.range) return { pass, begin: 0, end: 0, flops: pass.flops };
    const { range } = pass;
    const perStep = pass.flops / (range.end - range.begin);
    const steps = Math.floor((left * this.speed(pass.code)) / perStep / range.multiple) * range.multiple;
    const end = Math.min(range.end, begin + Math.max(steps, range.multiple));
    return { pass, begin, end, flops: perStep * (end - begin) };
  }
}

/** Where a job stands: the next pass, and the next step of it where it may be cut. */
export interface Cursor {
  readonly pass: number;
  readonly step: number;
}

export function startOf(passes: readonly PassPlan[]): Cursor {
  return { pass: 0, step: passes[0]?.range?.begin ?? 0 };
}
