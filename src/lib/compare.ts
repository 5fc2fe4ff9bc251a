import type { Quantity } from './experiment.ts';

export interface Comparison {
  readonly quantity: Quantity;
  /** The live value, or null when the run has no such quantity. */
  readonly own: number | null;
  /** Standard deviation of the live value over seeds, where there are several. */
  readonly ownSpread?: number;
  /** |recorded − own|. */
  readonly deviation: number | null;
  readonly agrees: boolean;
}

/** Two runs of one setting agree when |a − b| ≤ absolute + relative·|a|; a value that is not finite never does. */
export function agrees(recorded: Quantity, own: number): boolean {
  const { absolute, relative } = recorded.tolerance;
  return Math.abs(recorded.value - own) <= absolute + relative * Math.abs(recorded.value);
}

/** Each recorded quantity beside the one of the same name from a live run. */
export function compareQuantities(recorded: readonly Quantity[], own: readonly Quantity[]): Comparison[] {
  return recorded.map((quantity) => {
    const match = own.find(({ name }) => name === quantity.name);
    if (!match) return { quantity, own: null, deviation: null, agrees: false };
    const { value, spread: ownSpread } = match;
    const deviation = Math.abs(quantity.value - value);
    return { quantity, own: value, ownSpread, deviation, agrees: agrees(quantity, value) };
  });
}
