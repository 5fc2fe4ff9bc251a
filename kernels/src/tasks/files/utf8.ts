import { fileError } from './folder.ts';

/**
 * Throws ArgumentError unless the bytes are UTF-8 without a NUL.
 *
 * @param path of the file
 * @param from where in it the bytes begin
 */
export function checkText(bytes: Uint8Array, path: string, from = 0): void {
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw fileError(path, `has a NUL at byte ${from + nul}; expected text`);
  if (isBeginning(bytes, bytes.length, false)) return;
  // The longest part from the beginning on that can still become UTF-8.
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isBeginning(bytes, middle, true)) good = middle;
    else bad = middle;
  }
  if (good === bytes.length)
    throw fileError(path, `ends within a character after ${from + good} bytes; expected UTF-8`);
  const byte = bytes[good]!.toString(16).padStart(2, '0');
  throw fileError(path, `has 0x${byte} at byte ${from + good}, where UTF-8 can't have it`);
}

function isBeginning(bytes: Uint8Array, length: number, stream: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream });
    return true;
  } catch {
    return false;
  }
}
