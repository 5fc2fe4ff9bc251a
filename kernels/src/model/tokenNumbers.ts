import { ArgumentError } from '../errors.ts';
import { formatShape, indexAt } from '../ops/validation/options.ts';
import type { Places } from '../ops/call/padding.ts';

/**
 * Throws ArgumentError for the first number that is no token of a vocabulary.
 *
 * @param places where the tokens of each sequence are in rows [B,T]: what is elsewhere is not looked at. Default: everywhere
 */
export function checkTokenNumbers(
  name: string,
  { shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  vocabulary: number,
  places: Places | null = null,
): void {
  const [, T] = shape as [number, number];
  for (let i = 0; i < data.length; i++) {
    const token = data[i]!;
    if (Number.isSafeInteger(token) && token >= 0 && token < vocabulary) continue;
    if (places && isPadding(places, Math.floor(i / T), i % T)) continue;
    const where = formatShape(indexAt(shape, i));
    const expected = `expected tokens 0 to ${vocabulary - 1}, the model’s vocabulary`;
    throw new ArgumentError(name, `is ${token} at ${where}; ${expected}`);
  }
}

function isPadding(places: Places, row: number, position: number): boolean {
  const { from, count } = places[row]!;
  return position < from || position >= from + count;
}
