import { bytes, listOf } from '../../shapes.ts';

/**
 * A number for each entry, the same for those whose bytes are the same: the index of the first of them. Their hashes are
 * compared first, then the bytes themselves.
 */
export function firstWithSameBytes(contents: readonly Uint8Array[]): Int32Array {
  listOf(bytes)('contents', contents);
  const first = new Int32Array(contents.length);
  const byHash = new Map<number, number[]>();
  contents.forEach((content, i) => {
    const hash = hashOf(content);
    const alike = byHash.get(hash);
    if (!alike) byHash.set(hash, [i]);
    const same = alike?.find((j) => sameBytes(contents[j]!, content));
    if (alike && same === undefined) alike.push(i);
    first[i] = same ?? i;
  });
  return first;
}

function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5 ^ bytes.length;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
