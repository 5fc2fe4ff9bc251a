import type { VlaProblem } from './problem.ts';

/** An argument, and why it is computed step by step. */
export interface Stepwise {
  readonly option: string;
  readonly reason: string;
}

type Settings = Pick<VlaProblem['options'], 'errorBound' | 'readout'>;
type IsGiven = (name: 'memoryDecay' | 'penaltyDecay') => boolean;

/** The first argument that is computed step by step only, or null: a residual that is cut, decays. */
export function stepwiseOption({ errorBound }: Settings, isGiven: IsGiven): Stepwise | null {
  if (errorBound > 0) return { option: 'errorBound', reason: 'cutting what is written needs the recurrent form' };
  const decay = (['memoryDecay', 'penaltyDecay'] as const).find(isGiven);
  return decay ? { option: decay, reason: 'a decay at every step needs the recurrent form' } : null;
}

/** The same of a problem. */
export function stepwiseArgument({ inputs, options }: Pick<VlaProblem, 'inputs' | 'options'>): Stepwise | null {
  return stepwiseOption(options, (name) => inputs[name] !== null);
}

/** The first argument that takes the general steps where a device goes step by step, or null: those, and another readout. */
export function generalStepsOption(options: Settings, isGiven: IsGiven): string | null {
  return stepwiseOption(options, isGiven)?.option ?? (options.readout === 'penalized' ? 'readout' : null);
}

/** The same of a problem. */
export function generalStepsArgument({ inputs, options }: Pick<VlaProblem, 'inputs' | 'options'>): string | null {
  return generalStepsOption(options, (name) => inputs[name] !== null);
}
