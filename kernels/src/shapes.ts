import { describe } from './arguments.ts';
import { ArgumentError } from './errors.ts';

/** What an argument has to be. Throws ArgumentError with the argument's name for anything else. */
export type Shape = (name: string, value: unknown) => void;

/** A shape from a rule and its words. */
export function shape(expected: string, accept: (value: unknown) => boolean): Shape {
  return (name, value) => {
    if (!accept(value)) throw new ArgumentError(name, `was ${describe(value)}; expected ${expected}`);
  };
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Things one after the other, of which each is looked at when it comes. */
export const iterable = shape(
  'an array, or what else can be gone through',
  (value) => isObject(value) && typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function',
);

export const aSignal = shape(
  'an AbortSignal',
  (value) => isObject(value) && typeof value['aborted'] === 'boolean' && typeof value['throwIfAborted'] === 'function',
);

/** A number, which may be infinite. */
export const aNumber = shape('a number', (value) => typeof value === 'number' && !Number.isNaN(value));
export const aText = shape('a text', (value) => typeof value === 'string');
export const aFunction = shape('a function', (value) => typeof value === 'function');
export const bytes = shape('bytes, a Uint8Array', (value) => tagOf(value) === 'Uint8Array');
/** An array or typed array, whose numbers are not looked at. */
export const numbers = shape('an array of numbers', (value) => Array.isArray(value) || isTypedArray(value));
export const float32s = shape('a Float32Array', (value) => tagOf(value) === 'Float32Array');
/** A Float32Array or a Float64Array. */
export const floats = shape('a Float32Array or a Float64Array', (value) => /^Float(32|64)Array$/.test(tagOf(value)));
export const int32s = shape('an Int32Array', (value) => tagOf(value) === 'Int32Array');

export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Shape {
  const upper = most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${most}`;
  return shape(
    `an integer of at least ${least}${upper}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
  );
}

export const count = integer(0);
export const size = integer(1);

export function oneOf(...choices: readonly unknown[]): Shape {
  return shape(choices.map(describe).join(' or '), (value) => choices.includes(value));
}

/** Undefined, or what the shape says. */
export function optional(of: Shape): Shape {
  return (name, value) => {
    if (value !== undefined) of(name, value);
  };
}

/** An object, in which these fields are what their shapes say; others may be there. */
export function fields(shapes: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(shapes);
  const names = entries.map(([name]) => name).join(', ');
  return (name, value) => {
    if (!isObject(value)) throw new ArgumentError(name, `was ${describe(value)}; expected an object with ${names}`);
    for (const [field, of] of entries) of(`${name}.${field}`, value[field]);
  };
}

/** An array, in which every element is what the shape says. */
export function listOf(of: Shape, least = 0): Shape {
  return (name, value) => {
    const words = least > 0 ? `an array with ${least} or more` : 'an array';
    if (!Array.isArray(value) || value.length < least)
      throw new ArgumentError(
        name,
        `was ${Array.isArray(value) ? 'an empty array' : describe(value)}; expected ${words}`,
      );
    value.forEach((element, i) => of(`${name}[${i}]`, element));
  };
}

/** An object by whose names values of one shape are found. */
export function recordOf(of: Shape): Shape {
  return (name, value) => {
    if (!isObject(value) || Array.isArray(value))
      throw new ArgumentError(name, `was ${describe(value)}; expected an object`);
    for (const [key, element] of Object.entries(value)) of(`${name}.${key}`, element);
  };
}

/** Any of several. Where none fits, the first says why. */
export function eitherOf(first: Shape, ...others: readonly Shape[]): Shape {
  return (name, value) => {
    const fits = (of: Shape): boolean => {
      try {
        of(name, value);
        return true;
      } catch {
        return false;
      }
    };
    if (!others.some(fits)) first(name, value);
  };
}

/** Arguments of a call by their names, each with its value and its shape. */
export function checkAll(args: Readonly<Record<string, readonly [value: unknown, shape: Shape]>>): void {
  for (const [name, [value, of]] of Object.entries(args)) of(name, value);
}

/** By its tag: an array may come from another frame. */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function isTypedArray(value: unknown): boolean {
  return ArrayBuffer.isView(value) && tagOf(value) !== 'DataView';
}

/** What seededRandom returns. */
export const aRandom = fields({ uniform: aFunction, integer: aFunction, normal: aFunction, fillNormal: aFunction });
