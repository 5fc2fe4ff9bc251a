import { ArgumentError } from '../../errors.ts';
import { isObject } from '../../shapes.ts';
import { describe } from './options.ts';

/** What every call has. The makers of problems fill the defaults in, so that no more is left open than what may be null. */
const INPUTS = ['q', 'k', 'v'];
const SIZES = ['B', 'H', 'T', 'D', 'Dv'];

/** What calls of an operator have beside that, by the beginning of its maker's name. */
const FURTHER: Readonly<Record<string, readonly string[]>> = {
  vla: ['u'],
  deltaNet: ['beta'],
  gatedDelta: ['p', 'beta', 'gamma'],
};

/**
 * Throws ArgumentError unless `value` looks like a checked call, or the call of a gradient; `maker` makes one, for the message: what is
 * computed step by step in float64 checks nothing by itself.
 */
export function checkProblem(value: unknown, maker: string): void {
  const isGradient = maker.includes('Gradient');
  const { forward, gradients, given } = isObject(value) ? value : {};
  const call = isGradient ? forward : value;
  const withGradients =
    !isGradient || (isObject(gradients) && Object.values(gradients).every(isTensorOrNone) && given instanceof Set);
  if (isCall(call, maker) && withGradients && isGradient === (forward !== undefined)) return;
  throw new ArgumentError('problem', `was ${describe(value)}; expected what ${maker}(inputs, options) returns`);
}

function isCall(value: unknown, maker: string): boolean {
  const { sizes, inputs, options, given } = isObject(value) ? value : {};
  if (!isObject(sizes) || !isObject(inputs)) return false;
  const operator = maker.replace(/(Gradient)?Problem$/, '');
  if (operator !== 'deltaNet' && !isObject(options)) return false;
  if (operator === 'gatedDelta' && !isObject(given)) return false;
  const needed = [...INPUTS, ...(FURTHER[operator] ?? [])];
  return (
    (operator === 'vla' ? [...SIZES, 'R'] : SIZES).every(
      (name) => Number.isSafeInteger(sizes[name]) && (sizes[name] as number) > 0,
    ) &&
    needed.every((name) => isObject(inputs[name])) &&
    Object.values(inputs).every(isTensorOrNone)
  );
}

function isTensorOrNone(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return isObject(value) && Array.isArray(value['shape']) && ArrayBuffer.isView(value['data']);
}
