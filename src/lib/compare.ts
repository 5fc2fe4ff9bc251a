import type { ExperimentDefinition, Quantity } from './experiment.ts';

export interface Comparison {
  readonly quantity: Quantity;
  /** The live value, or null when the run has no such quantity. */
  readonly own: number | null;
  /** Standard deviation of the live value over seeds, where there are several. */
  readonly ownSpread?: number;
  /** |recorded − own|. */
  readonly deviation: number | null;
  /** The largest deviation that agrees; null where agreement is not asked for. */
  readonly allowed: number | null;
  /** Null where agreement is not asked for. */
  readonly agrees: boolean | null;
}

/** The largest deviation from a recorded value a that counts as agreement: absolute + relative·|a|. */
function allowedDeviation({ value, tolerance }: Quantity): number | null {
  return tolerance && tolerance.absolute + tolerance.relative * Math.abs(value);
}

/**
 * Two runs of one setting agree when |a − b| ≤ absolute + relative·|a|; a value that is not finite never does. Null for
 * a quantity without a tolerance.
 */
export function agrees(quantity: Quantity, own: number): boolean | null {
  const allowed = allowedDeviation(quantity);
  return allowed === null ? null : Math.abs(quantity.value - own) <= allowed;
}

/** Each recorded quantity beside the one of the same name from a live run. */
export function compareQuantities(recorded: readonly Quantity[], own: readonly Quantity[]): Comparison[] {
  return recorded.map((quantity) => {
    const allowed = allowedDeviation(quantity);
    const match = own.find(({ name }) => name === quantity.name);
    if (!match) return { quantity, own: null, deviation: null, allowed, agrees: allowed === null ? null : false };
    const { value, spread: ownSpread } = match;
    const deviation = Math.abs(quantity.value - value);
    return { quantity, own: value, ownSpread, deviation, allowed, agrees: agrees(quantity, value) };
  });
}

/** How a run of the recorded setting compares with the record as a whole. */
export interface Reproduction {
  /** Quantities that have a tolerance. */
  readonly asked: number;
  /** Of those, the ones that agree. */
  readonly within: number;
  /** The largest share of its allowance that a deviation takes, 1 at the edge; null where no allowance is above 0. */
  readonly largestShare: number | null;
}

/** The verdict on a run; null where no quantity has a tolerance. */
export function reproduction(compared: readonly Comparison[]): Reproduction | null {
  const asked = compared.filter(({ agrees }) => agrees !== null);
  if (asked.length === 0) return null;
  const shares = asked.flatMap(({ deviation, allowed }) =>
    deviation !== null && allowed !== null && allowed > 0 ? [deviation / allowed] : [],
  );
  return {
    asked: asked.length,
    within: asked.filter(({ agrees }) => agrees === true).length,
    largestShare: shares.length > 0 ? Math.max(...shares) : null,
  };
}

type Setting = { readonly config: object; readonly seed: number };

/** Whether a run repeats the record, or a part of it, so that its numbers must agree. */
export function isRepeat(definition: Pick<ExperimentDefinition, 'config' | 'seed' | 'parts'>, run: Setting): boolean {
  const parts: readonly string[] = definition.parts ?? [];
  const fixed = (config: object): string =>
    JSON.stringify(Object.entries(config).filter(([name]) => !parts.includes(name)));
  return run.seed === definition.seed && fixed(run.config) === fixed(definition.config);
}

/** The recorded numbers that a run has to be compared with: all, or those of its part where it may repeat a part. */
export function askedOf(
  { parts }: Pick<ExperimentDefinition, 'parts'>,
  recorded: readonly Quantity[],
  own: readonly Quantity[],
): readonly Quantity[] {
  return parts ? recorded.filter(({ name }) => own.some((one) => one.name === name)) : recorded;
}
