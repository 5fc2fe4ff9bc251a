import { ArgumentError } from '../errors.ts';
import { elementCount } from '../tensor.ts';

/** Float32 tensors by name, and texts beside them. */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * The bytes of a safetensors file: the length of the header (8 bytes, little-endian), the header (JSON, padded with
 * spaces to a multiple of 8), then the numbers without gaps, little-endian, in the order of the names given.
 */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    if (data.length !== elementCount(shape)) {
      throw new ArgumentError(name, `holds ${data.length} numbers; its shape needs ${elementCount(shape)}`);
    }
    header[name] = { dtype: 'F32', shape, data_offsets: [end, (end += 4 * data.length)] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, 8, 8 + padded).set(text, 8);
  let offset = 8 + padded;
  for (const { data } of Object.values(tensors)) {
    for (const value of data) {
      view.setFloat32(offset, value, true);
      offset += 4;
    }
  }
  return bytes;
}

/** Reads a safetensors file of float32 tensors. Throws ArgumentError for anything else. */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw invalid(`is ${bytes.length} bytes long`);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > BigInt(bytes.length - 8)) throw invalid(`announces a header of ${headerLength} bytes`);
  const start = 8 + Number(headerLength);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, start));
  if (!isRecord(metadata) || !Object.values(metadata).every((text) => typeof text === 'string')) {
    throw invalid('has metadata that are not texts by name');
  }
  const places = Object.entries(entries).map(([name, entry]) => placeOf(name, entry, bytes.length - start));
  // Many that share their bytes would take more memory than the file.
  const wanted = places.reduce((sum, { from, to }) => sum + to - from, 0);
  if (wanted > bytes.length - start) {
    throw invalid(`has tensors of ${wanted} bytes together in ${bytes.length - start}`);
  }
  const tensors = places.map(({ name, shape, from, to }) => {
    const data = new Float32Array((to - from) / 4);
    for (let i = 0; i < data.length; i++) data[i] = view.getFloat32(start + from + 4 * i, true);
    return [name, { shape, data }] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata: metadata as TensorFile['metadata'] };
}

function parseHeader(text: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
    if (isRecord(header)) return header;
  } catch (error) {
    throw invalid(`has an unreadable header (${(error as Error).message})`);
  }
  throw invalid('has a header that is no object');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where a tensor lies after the header: the file has `rest` bytes there. */
function placeOf(name: string, entry: unknown, rest: number) {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? (entry as Partial<Entry>) : {};
  const isSize = (size: unknown): boolean => Number.isSafeInteger(size) && (size as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize) || !Array.isArray(offsets) || !offsets.every(isSize)) {
    throw invalid(`has "${name}" without a usable shape and place`);
  }
  if (dtype !== 'F32') throw invalid(`has "${name}" as ${dtype}; only F32 is read`);
  const [from, to] = offsets as [number, number];
  if (to - from !== 4 * elementCount(shape) || to > rest) {
    throw invalid(`has "${name}" at bytes ${from} to ${to}, which do not hold its shape [${shape.join(', ')}]`);
  }
  return { name, shape: shape as number[], from, to };
}

function invalid(problem: string): ArgumentError {
  return new ArgumentError('file', `${problem}; expected a safetensors file`);
}
