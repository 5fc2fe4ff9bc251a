import { ArgumentError } from '../../errors.ts';
import { describe } from './options.ts';

/**
 * Throws ArgumentError unless `value` looks like a checked call, or the call of a gradient; `maker` makes one, for the message: what is
 * computed step by step in float64 checks nothing by itself.
 */
export function checkProblem(value: unknown, maker: string): void {
  const { forward = value } = (value ?? {}) as { readonly forward?: unknown };
  const { sizes, inputs } = (forward ?? {}) as { readonly sizes?: unknown; readonly inputs?: unknown };
  const isGradient = maker.includes('Gradient');
  if (isObject(sizes) && isObject(inputs) && isGradient === (forward !== value)) return;
  throw new ArgumentError('problem', `was ${describe(value)}; expected what ${maker}(inputs, options) returns`);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
