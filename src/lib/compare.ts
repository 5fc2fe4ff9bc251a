import type { Quantity } from './experiment.ts';

export interface Comparison {
  readonly quantity: Quantity;
  /** The live value, or null when the run has no such quantity. */
  readonly own: number | null;
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
    const value = own.find(({ name }) => name === quantity.name)?.value ?? null;
    if (value === null) return { quantity, own: null, deviation: null, agrees: false };
    return { quantity, own: value, deviation: Math.abs(quantity.value - value), agrees: agrees(quantity, value) };
  });
}
