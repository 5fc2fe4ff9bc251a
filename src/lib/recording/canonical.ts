/** Digits kept of every recorded number: about what float32 holds. */
const digits = 7;

/**
 * A copy of plain JSON data with every number rounded to seven significant digits.
 *
 * @throws Error naming the place of a number that is NaN or infinite, which JSON would turn into null.
 */
export function rounded<Data>(data: Data, place = 'data'): Data {
  return round(data, place) as Data;
}

function round(value: unknown, place: string): unknown {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${place} is ${value}: nothing is recorded`);
    return Number(value.toPrecision(digits));
  }
  if (Array.isArray(value)) return value.map((item, i) => round(item, `${place}[${i}]`));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, round(item, `${place}.${key}`)]));
}

/** JSON with the keys of every object in order and no blanks: equal data, equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** SHA-256 of the data's canonical JSON, as 64 hexadecimal digits. */
export async function hashOf(data: unknown): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonicalJson(data)));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
