import type { VlaProblem } from './problem.ts';

/** What has a meaning step by step only, or is computed so only. */
export interface Stepwise {
  readonly option: string;
  readonly reason: string;
}

/** The first argument that takes the general steps, or null: a residual that is cut, another readout, decays. */
export function stepwiseOption(
  options: Pick<VlaProblem['options'], 'errorBound' | 'readout'>,
  isGiven: (name: 'memoryDecay' | 'penaltyDecay') => boolean,
): Stepwise | null {
  if (options.errorBound > 0) {
    return { option: 'errorBound', reason: 'cutting what is written needs the recurrent form' };
  }
  if (options.readout === 'penalized') {
    return { option: 'readout', reason: 'reading through A needs the recurrent form' };
  }
  const decay = (['memoryDecay', 'penaltyDecay'] as const).find(isGiven);
  return decay ? { option: decay, reason: 'a decay at every step needs the recurrent form' } : null;
}

/** The same of a problem. */
export function stepwiseArgument({ inputs, options }: Pick<VlaProblem, 'inputs' | 'options'>): Stepwise | null {
  return stepwiseOption(options, (name) => inputs[name] !== null);
}
