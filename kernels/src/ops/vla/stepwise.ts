import type { VlaProblem } from './problem.ts';

/** An argument, and why it is computed step by step. */
export interface Stepwise {
  readonly option: string;
  readonly reason: string;
}

type Settings = Pick<VlaProblem['options'], 'errorBound' | 'readout'>;
type IsGiven = (name: 'memoryDecay' | 'penaltyDecay') => boolean;

const givenDecay = (isGiven: IsGiven) => (['memoryDecay', 'penaltyDecay'] as const).find(isGiven);

/** The first argument that is computed step by step only, or null: decays. */
export function stepwiseArgument({ inputs }: Pick<VlaProblem, 'inputs'>): Stepwise | null {
  const decay = givenDecay((name) => inputs[name] !== null);
  return decay ? { option: decay, reason: 'a decay at every step needs the recurrent form' } : null;
}

/** The first argument that takes the general steps where a device goes step by step, or null: errors that are cut, another readout, decays. */
export function generalStepsOption({ errorBound, readout }: Settings, isGiven: IsGiven): string | null {
  if (errorBound > 0) return 'errorBound';
  if (readout === 'penalized') return 'readout';
  return givenDecay(isGiven) ?? null;
}

/** The same of a problem. */
export function generalStepsArgument({ inputs, options }: Pick<VlaProblem, 'inputs' | 'options'>): string | null {
  return generalStepsOption(options, (name) => inputs[name] !== null);
}
