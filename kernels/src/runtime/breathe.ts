/** Longest stretch without a turn of the event loop, in milliseconds: a message such as "cancel" waits no longer. */
const STRETCH = 30;

/**
 * When the event loop last turned, as far as is known: of this thread, whoever computes on it. Somebody who asks for one
 * short step at a time would otherwise begin a stretch with each.
 */
let lastTurn = -Infinity;

/**
 * Lets the event loop turn where it has not for a while: between two pieces of work on the processor, whose results are there at once,
 * so that awaiting them alone lets no message and no timer through.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - lastTurn < STRETCH) return;
  await new Promise((resolve) => setTimeout(resolve, 0));
  lastTurn = performance.now();
}
