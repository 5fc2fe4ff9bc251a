import type { decode as decodePng } from 'fast-png';
import { fileError } from '../files/folder.ts';

/** Grey levels row by row from above, 0 … 255. */
export type Decode = (bytes: Uint8Array, path: string) => Uint8Array;

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * The most bytes that a picture of a size is read from. Deflate packs a thousand bytes into one at best: without this, a small file could
 * unpack to more than the memory.
 */
export function mostBytes(size: number): number {
  return 2 * size * (size + 1) + 4096;
}

/**
 * A reader of square grey pictures of one size. What a file says of itself is looked at before anything of it is unpacked.
 *
 * @param decode of fast-png, which is loaded when it is needed
 */
export function greyReader(size: number, decode: typeof decodePng): Decode {
  return (bytes, path) => {
    checkHeader(bytes, path, size);
    checkChunks(bytes, path);
    const data = unpacked(bytes, path, decode);
    if (data.length !== size * size) throw fileError(path, `unpacks to ${data.length} levels; expected ${size * size}`);
    return data;
  };
}

function unpacked(bytes: Uint8Array, path: string, decode: typeof decodePng): Uint8Array {
  try {
    return decode(bytes, { checkCrc: true }).data as Uint8Array;
  } catch (error) {
    // What is thrown of its own accord says little of the file.
    const reason =
      error instanceof TypeError || error instanceof RangeError ? 'it ends too early' : (error as Error).message;
    throw fileError(path, `has picture data that can't be unpacked: ${reason}`);
  }
}

/** The first chunk: width, height, bits of a level, and what a level is. */
function checkHeader(bytes: Uint8Array, path: string, size: number): void {
  if (bytes.length === 0) throw fileError(path, 'is empty; expected a PNG');
  const wrong = SIGNATURE.findIndex((byte, i) => bytes[i] !== byte);
  if (wrong >= 0) {
    const found = bytes.length > wrong ? `has 0x${hex(bytes[wrong]!)}` : 'ends';
    throw fileError(path, `${found} at byte ${wrong}; expected a PNG, with 0x${hex(SIGNATURE[wrong]!)} there`);
  }
  const view = viewOf(bytes);
  if (bytes.length < 33 || view.getUint32(8) !== 13 || typeAt(bytes, 12) !== 'IHDR') {
    throw fileError(path, 'has no header at byte 8; expected a PNG, with IHDR there');
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width !== size || height !== size) {
    throw fileError(path, `is a picture of ${width} × ${height}; expected ${size} × ${size}`);
  }
  const [depth, colour, compression, filter, interlace] = bytes.subarray(24, 29);
  if (depth !== 8 || colour !== 0) {
    throw fileError(
      path,
      `has ${depth} bits and the colour type ${colour}; expected grey levels of 8 bits, which are type 0`,
    );
  }
  if (compression !== 0 || filter !== 0 || interlace !== 0) {
    throw fileError(path, 'is interlaced, or packed in an unknown way; expected a plain PNG');
  }
}

/** Chunks, one after the other, lead to the last one, which is named IEND. */
function checkChunks(bytes: Uint8Array, path: string): void {
  const view = viewOf(bytes);
  for (let at = SIGNATURE.length; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) {
      const problem = `has a chunk of ${length} bytes at byte ${at}, and ends ${end - bytes.length} bytes too early`;
      throw fileError(path, `${problem}; was it cut off?`);
    }
    if (typeAt(bytes, at + 4) === 'IEND') return;
    at = end;
  }
  throw fileError(path, `ends at byte ${bytes.length} without its last chunk; was it cut off?`);
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const typeAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
