import { ArgumentError } from '../../errors.ts';
import { DEFAULT_HEADS, DEFAULT_RANK } from './types.ts';
import type { SourceLayer } from './types.ts';

/** Options of a layer that some of the source's classes leave no choice of. */
export interface Choices {
  readonly modelDim: number;
  readonly heads: number;
  readonly headDim: number;
  readonly lambda0: number;
  readonly rank: number;
}

/**
 * Throws ArgumentError for an option that a class leaves no choice of and has otherwise.
 *
 * @param without what λ0 is called by where a class has none
 */
export function checkChoices(
  { name, options, lambda0: ownLambda0 }: SourceLayer,
  { modelDim, heads, headDim, lambda0, rank }: Choices,
  without: number,
): void {
  const check = (option: keyof Choices, value: number, own: number, has = String(own), them = 'it'): void => {
    if (value === own) return;
    throw new ArgumentError(option, `was ${value}; ${name} leaves no choice of ${them}, and has ${has}`);
  };
  if (!options.includes('heads')) check('heads', heads, DEFAULT_HEADS, String(DEFAULT_HEADS), 'them');
  if (!options.includes('dHead')) {
    const own = modelDim / heads;
    check('headDim', headDim, own, `${own}, the size of the model${heads > 1 ? ' divided by the heads' : ''}`);
  }
  const isPenalized = ownLambda0 !== undefined;
  if (!options.includes('rank')) check('rank', rank, DEFAULT_RANK, isPenalized ? String(DEFAULT_RANK) : 'none');
  if (!isPenalized) check('lambda0', lambda0, without, 'none');
}
