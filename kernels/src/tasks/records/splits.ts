import { seededRandom } from '../../random.ts';

/**
 * Divides entries by chance: so many for the first part, which may come out a little smaller, and the rest. Entries with the same
 * key stay together, so that none of one part is found again in the other. Both parts keep the order of the entries.
 */
export function splitOff<Entry>(
  entries: readonly Entry[],
  { count, seed, keyOf }: { readonly count: number; readonly seed: number; readonly keyOf: (entry: Entry) => unknown },
): { readonly first: Entry[]; readonly rest: Entry[] } {
  const sizes = new Map<unknown, number>();
  for (const entry of entries) {
    const key = keyOf(entry);
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  const random = seededRandom(seed);
  const keys = [...sizes.keys()];
  const chosen = new Set<unknown>();
  let left = count;
  // Fisher–Yates, as far as it is needed.
  for (let i = 0; i < keys.length && left > 0; i++) {
    const j = i + random.integer(keys.length - i);
    [keys[i], keys[j]] = [keys[j], keys[i]];
    const size = sizes.get(keys[i])!;
    if (size > left) continue;
    chosen.add(keys[i]);
    left -= size;
  }
  return {
    first: entries.filter((entry) => chosen.has(keyOf(entry))),
    rest: entries.filter((entry) => !chosen.has(keyOf(entry))),
  };
}
