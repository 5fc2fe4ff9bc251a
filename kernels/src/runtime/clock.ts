/** A step this long, in milliseconds, is believed when it is seen once: a few more would be waited for too long. */
const COARSE = 10;
/** Steps that are looked at otherwise, since the program may be held up during one of them. */
const STEPS = 3;
/** Readings without a step after which the clock is said to stand. */
const PATIENCE = 3_000_000;

/**
 * Milliseconds by which the clock moves on at a time: some microseconds in Node, up to 0.1 in Chromium, 1 in Firefox and
 * Safari, and 100 where a browser hides it from the page. Infinity for a clock that stands.
 */
export function clockStep(now: () => number = () => performance.now()): number {
  let shortest = Infinity;
  let before = now();
  for (let seen = 0, unmoved = 0; seen < STEPS && unmoved < PATIENCE; unmoved++) {
    const time = now();
    if (time === before) continue;
    shortest = Math.min(shortest, time - before);
    before = time;
    unmoved = 0;
    seen += shortest > COARSE ? STEPS : 1;
  }
  return shortest;
}
