import type { Quantity } from './experiment.ts';

export interface Comparison {
  readonly quantity: Quantity;
  /** The live value, or null when the run has no such quantity. */
  readonly own: number | null;
  /** Standard deviation of the live value over seeds, where there are several. */
  readonly ownSpread?: number;
  /** |recorded − own|. */
  readonly deviation: number | null;
  /** Null where agreement is not asked for. */
  readonly agrees: boolean | null;
}

/**
 * Two runs of one setting agree when |a − b| ≤ absolute + relative·|a|; a value that is not finite never does. Null for
 * a quantity without a tolerance.
 */
export function agrees({ value, tolerance }: Quantity, own: number): boolean | null {
  if (tolerance === null) return null;
  return Math.abs(value - own) <= tolerance.absolute + tolerance.relative * Math.abs(value);
}

/** Each recorded quantity beside the one of the same name from a live run. */
export function compareQuantities(recorded: readonly Quantity[], own: readonly Quantity[]): Comparison[] {
  return recorded.map((quantity) => {
    const match = own.find(({ name }) => name === quantity.name);
    if (!match) return { quantity, own: null, deviation: null, agrees: quantity.tolerance && false };
    const { value, spread: ownSpread } = match;
    const deviation = Math.abs(quantity.value - value);
    return { quantity, own: value, ownSpread, deviation, agrees: agrees(quantity, value) };
  });
}
