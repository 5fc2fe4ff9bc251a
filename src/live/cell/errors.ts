import { inspect } from 'node-inspect-extracted';
import { linesIn } from './stack.ts';

/** As many places as V8 keeps. */
const MOST_PLACES = 10;

/**
 * Calls `print`, and meanwhile `inspect` finds for each error, wherever in a value it stands, the same words in every
 * browser: name and message, which only V8 writes at the head of `stack`, and of the stack the lines of the cell. Its
 * other places are addresses that hold the text of the cell, or of the package.
 */
export function withReadableErrors<Printed>(address: string | null, print: () => Printed): Printed {
  // One for each, so that an error among its own causes is known again.
  const readable = new Map<Error, Error>();
  Object.defineProperty(Error.prototype, inspect.custom, {
    configurable: true,
    value(this: Error): Error {
      if (!readable.has(this)) readable.set(this, readableError(this, address));
      return readable.get(this)!;
    },
  });
  try {
    return print();
  } finally {
    Reflect.deleteProperty(Error.prototype, inspect.custom);
  }
}

/** The error's double with such a stack, which is printed as it is. */
function readableError(error: Error, address: string | null): Error {
  const members = Object.getOwnPropertyDescriptors(error) as PropertyDescriptorMap;
  const lines = linesIn(error.stack, address).slice(0, MOST_PLACES);
  const stack = [textOf(error), ...lines.map((line) => `    at line ${line}`)].join('\n');
  const hidden = { configurable: true, enumerable: false, writable: true };
  const double = Object.defineProperties(new Error(), {
    ...members,
    // Of some errors both come from a getter that answers for the error itself alone.
    name: { ...hidden, value: error.name },
    message: { ...hidden, value: error.message },
    stack: { ...hidden, value: stack },
    [inspect.custom]: { ...hidden, value: undefined },
  });
  return Object.setPrototypeOf(double, Object.getPrototypeOf(error) as object) as Error;
}

const textOf = ({ name, message }: Error): string => (message ? `${name}: ${message}` : name);
