import { engine } from '@tensorflow/tfjs-core';

/**
 * Frees what tfjs saved for a gradient that then failed: it does so itself only where the forward pass came to its end.
 */
export function releaseTape(): void {
  const { state } = engine();
  if (state.gradientDepth !== 0) return;
  for (const { saved } of state.activeTape ?? []) saved?.forEach((tensor) => tensor.dispose());
  state.activeTape = [];
}
