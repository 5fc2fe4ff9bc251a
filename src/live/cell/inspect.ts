import { format, inspect } from 'node-inspect-extracted';
import { printTensor, tensorIn } from './tensors.ts';

/** Arguments of console.log in the words that Node has for them, tensors with their shape and numbers. */
export function printed(args: readonly unknown[]): string {
  return format(...args.map((value) => withTensors(value, 2)));
}

/** One value as the result of a cell: a text in quotes, everything else as in {@link printed}. */
export function printedValue(value: unknown): string {
  return inspect(withTensors(value, 2));
}

/** The value with readable tensors in the places where results have them: itself, a member, a member's member. */
function withTensors(value: unknown, depth: number): unknown {
  const tensor = tensorIn(value);
  if (tensor) return { [inspect.custom]: () => printTensor(tensor) };
  if (depth === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.some(hasTensor) ? value.map((item) => withTensors(item, depth - 1)) : value;
  if (Object.getPrototypeOf(value) !== Object.prototype || !Object.values(value).some(hasTensor)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTensors(item, depth - 1)]));
}

function hasTensor(value: unknown): boolean {
  if (tensorIn(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some((item) => tensorIn(item) !== null);
}
