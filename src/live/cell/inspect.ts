import { format, inspect } from 'node-inspect-extracted';
import { withReadableErrors } from './errors.ts';
import { printTensor, tensorIn } from './tensors.ts';

/**
 * Arguments of console.log in the words that Node has for them, tensors with their shape and numbers, errors with the
 * lines of the cell's module, which is at `address`.
 */
export function printed(args: readonly unknown[], address: string | null): string {
  return withReadableErrors(address, () => format(...args.map((value) => withTensors(value, 2))));
}

/** One value as the result of a cell: a text in quotes, everything else as in {@link printed}. */
export function printedValue(value: unknown, address: string | null): string {
  return withReadableErrors(address, () => inspect(withTensors(value, 2)));
}

/** The value with readable tensors, and lists that are not too long, in the places where results have them: itself, a member, a member's member. */
function withTensors(value: unknown, depth: number): unknown {
  const text = inWords(value);
  if (text) return { [inspect.custom]: text };
  if (depth === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.some(hasWords) ? value.map((item) => withTensors(item, depth - 1)) : value;
  if (Object.getPrototypeOf(value) !== Object.prototype || !Object.values(value).some(hasWords)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTensors(item, depth - 1)]));
}

function hasWords(value: unknown): boolean {
  if (inWords(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some((item) => inWords(item) !== null);
}

/** How a tensor or a long list is printed; null for everything else. */
function inWords(value: unknown): (() => string) | null {
  const tensor = tensorIn(value);
  if (tensor) return () => printTensor(tensor);
  return isList(value) && value.length > LONG ? () => beginningOf(value) : null;
}

/** Numbers of a list that are printed, as Node does; to find the others, `inspect` would look at each. */
const SHOWN = 100;
const LONG = 10 * SHOWN;

type List = readonly unknown[] | Float32Array;

const isList = (value: unknown): value is List =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

function beginningOf(list: List): string {
  const text = inspect(list.slice(0, SHOWN + 1)).replace(`(${SHOWN + 1})`, `(${list.length})`);
  return text.replace(/1 more item(?=\s*\]$)/, `${list.length - SHOWN} more items`);
}
