import { numberOption } from '../ops/validation/options.ts';

/** An integer of a task, or its default. Throws ArgumentError unless it lies between the bounds. */
export function integerSetting(
  name: string,
  value: unknown,
  { least, most = Number.MAX_SAFE_INTEGER, fallback }: { least: number; most?: number; fallback?: number },
): number {
  const upper = most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${most}`;
  return numberOption({
    name,
    value,
    fallback,
    expected: `an integer of at least ${least}${upper}`,
    accept: (number) => Number.isSafeInteger(number) && number >= least && number <= most,
  });
}
