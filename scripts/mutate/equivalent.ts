/** A change that changes no result, with the reason why. Lines without the white space around them. */
export interface Equivalent {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

/** Survivors that were looked at. They count neither as killed nor as survived. */
export const equivalents: readonly Equivalent[] = [];

/** Why a change is known to change nothing; null where it is not. */
export function knownEquivalent(diff: string, list: readonly Equivalent[] = equivalents): string | null {
  const [place = '', ...lines] = diff.split('\n');
  const side = (mark: string): string =>
    lines
      .filter((line) => line.startsWith(mark))
      .map((line) => line.slice(1).trim())
      .join('\n');
  const known = list.find(
    ({ path, from, to }) => place.startsWith(`${path}:`) && side('-') === from && side('+') === to,
  );
  return known?.because ?? null;
}
