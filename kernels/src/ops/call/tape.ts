import { engine } from '@tensorflow/tfjs-core';

type Tape = NonNullable<ReturnType<typeof engine>['state']['activeTape']>;

let followed: Tape | null = null;

/**
 * Frees, once the running code has come to its end, what tfjs saved for the gradient that is being computed, should it not
 * have been computed then. tfjs itself frees it after a gradient that succeeds, and where the loss function or a
 * gradient throws it forgets it: inputs, and whatever operators kept. A gradient of tfjs is computed at one go, so a record
 * that is still there in the next microtask belongs to one that failed.
 */
export function followTape(): void {
  const { activeTape, gradientDepth } = engine().state;
  if (gradientDepth === 0 || !activeTape || activeTape === followed) return;
  followed = activeTape;
  queueMicrotask(() => release(activeTape));
}

function release(tape: Tape): void {
  // Saved are copies that belong to the record alone; freeing one again does nothing.
  for (const { saved } of tape) saved?.forEach((tensor) => tensor.dispose());
  const { state } = engine();
  if (state.activeTape === tape) state.activeTape = null as never;
  if (followed === tape) followed = null;
}
