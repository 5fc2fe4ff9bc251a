import type { Row } from '../types.ts';

/**
 * The alphabet of tasks of text. Bytes are written as the Long Range Arena does, 0 for padding and 1 more than the byte for each of the
 * 256; a question and its answers come after them, so that the head that says a token can say the answer.
 */
export const textTokens = {
  padding: 0,
  firstByte: 1,
  /** Where the answer is asked for. */
  asked: 257,
  /** "Negative", or "not related". */
  no: 258,
  /** "Positive", or "related". */
  yes: 259,
  /** Between two texts. */
  separator: 260,
} as const;

/** Writes the beginning of a text, at most `most` bytes of it, from a position on. Returns the position after it. */
export function writeBytes(row: Row, from: number, bytes: Uint8Array, most: number): number {
  const count = Math.min(bytes.length, most);
  for (let i = 0; i < count; i++) row.tokens[from + i] = bytes[i]! + textTokens.firstByte;
  return from + count;
}

/** Asks at a position for a yes or a no. */
export function ask(row: Row, position: number, label: 0 | 1): void {
  row.tokens[position] = textTokens.asked;
  row.targets[position] = label === 1 ? textTokens.yes : textTokens.no;
  row.mask[position] = 1;
}
