/**
 * As long as somebody waits for the device, Dawn asks for it in every turn of Node's event loop, without a pause. That
 * takes a core from a GPU that computes on the processor: where there are two, a third of what it could have. Here each
 * turn waits for a moment, the longer the longer it has been going on, so that short work is not noticed later.
 */

/** Of the time waited so far; in milliseconds, the shortest pause that is worth it and the longest. */
const SHARE = 1 / 8;
const SHORTEST = 0.1;
const LONGEST = 1;

const never = new Int32Array(new SharedArrayBuffer(4));
let waits = 0;
let start = 0;
let isTurning = false;

/** Pauses in every turn of the event loop until `work` is settled. Node only. */
export function pauseUntil(work: Promise<unknown>): void {
  const done = () => void waits--;
  work.then(done, done);
  if (++waits > 1) return;
  start = performance.now();
  if (!isTurning) setImmediate(turn);
  isTurning = true;
}

function turn(): void {
  isTurning = waits > 0;
  if (!isTurning) return;
  const pause = Math.min(LONGEST, SHARE * (performance.now() - start));
  if (pause >= SHORTEST) Atomics.wait(never, 0, 0, pause);
  setImmediate(turn);
}
