import { fileError } from './folder.ts';
import type { Folder } from './folder.ts';

/** A line of a file, without what ends it. */
export interface Line {
  readonly bytes: Uint8Array;
  /** From 1. */
  readonly number: number;
  /** Where it begins in the file. */
  readonly offset: number;
}

/** No line of a published file is near this. */
const MOST_BYTES = 16 * 2 ** 20;

/**
 * The lines of a file, which is never held as a whole. What is to be kept of a line has to be copied: a line is a view of a larger piece
 * of the file. They end in LF or in CR LF; the last one may end with the file.
 *
 * @throws ArgumentError for a line without an end
 */
export async function* linesOf(folder: Folder, path: string): AsyncGenerator<Line> {
  let [number, offset] = [1, 0];
  let begun: Uint8Array[] = [];
  let length = 0;
  const line = (end: Uint8Array): Line => {
    const bytes = length === 0 ? end : joined([...begun, end], length + end.length);
    const made = { bytes: bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes, number, offset };
    [number, offset, begun, length] = [number + 1, offset + bytes.length + 1, [], 0];
    return made;
  };
  for await (const piece of folder.pieces(path)) {
    let start = 0;
    for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, start)) {
      yield line(piece.subarray(start, end));
      start = end + 1;
    }
    if (start === piece.length) continue;
    begun.push(piece.slice(start));
    length += piece.length - start;
    if (length > MOST_BYTES)
      throw fileError(path, `has more than ${MOST_BYTES} bytes in line ${number}; expected lines of text`);
  }
  if (length > 0) yield line(new Uint8Array(0));
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
