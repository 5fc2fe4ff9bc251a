import { ArgumentError } from '../../errors.ts';
import { describe } from '../../ops/validation/options.ts';
import { DEFAULT_HEADS, DEFAULT_RANK } from './types.ts';
import type { SourceLayer } from './types.ts';

/** Options of a layer that some of the source's classes leave no choice of. */
export interface Choices {
  readonly modelDim: number;
  readonly heads: number;
  readonly headDim: number;
  readonly rank: number;
  /** Undefined where it was not said. */
  readonly lambda0?: number;
}

/** Throws ArgumentError for an option that a class leaves no choice of and has otherwise. */
export function checkChoices(layer: SourceLayer, { modelDim, heads, headDim, rank, lambda0 }: Choices): void {
  const { options, lambda0: ownLambda0 } = layer;
  if (!options.includes('heads') && heads !== DEFAULT_HEADS)
    throw noChoice(layer, 'heads', heads, `${DEFAULT_HEADS}`, 'them');
  const ownHeadDim = modelDim / heads;
  if (!options.includes('dHead') && headDim !== ownHeadDim) {
    const words = `the size of the model${heads > 1 ? ' divided by the heads' : ''}`;
    throw noChoice(layer, 'headDim', headDim, `${ownHeadDim}, ${words}`);
  }
  const isPenalized = ownLambda0 !== undefined;
  if (!options.includes('rank') && rank !== DEFAULT_RANK)
    throw noChoice(layer, 'rank', rank, isPenalized ? `${DEFAULT_RANK}` : 'none');
  if (!isPenalized && lambda0 !== undefined) throw noChoice(layer, 'lambda0', lambda0, 'none');
}

/** What to throw for an option of which a class leaves no choice; `has` says how it has it. */
export function noChoice({ name }: SourceLayer, option: string, given: unknown, has: string, them = 'it') {
  return new ArgumentError(option, `was ${describe(given)}; ${name} leaves no choice of ${them}, and has ${has}`);
}
