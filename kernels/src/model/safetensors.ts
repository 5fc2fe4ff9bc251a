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
  const tensors = Object.entries(entries).map(([name, entry]) => {
    return [name, readTensor(name, entry as Entry, view, start)] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata: metadata as TensorFile['metadata'] };
}

function parseHeader(text: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return header as never;
  } catch (error) {
    throw invalid(`has an unreadable header (${(error as Error).message})`);
  }
  throw invalid('has a header that is no object');
}

function readTensor(name: string, entry: Partial<Entry>, view: DataView, start: number) {
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== 'F32') throw invalid(`has "${name}" as ${dtype}; only F32 is read`);
  const isSize = (size: unknown): boolean => Number.isSafeInteger(size) && (size as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize) || !Array.isArray(offsets) || !offsets.every(isSize)) {
    throw invalid(`has "${name}" without a usable shape and place`);
  }
  const [from, to] = offsets as [number, number];
  if (to - from !== 4 * elementCount(shape) || start + to > view.byteLength) {
    throw invalid(`has "${name}" at bytes ${from} to ${to}, which do not hold its shape [${shape.join(', ')}]`);
  }
  const data = new Float32Array((to - from) / 4);
  for (let i = 0; i < data.length; i++) data[i] = view.getFloat32(start + from + 4 * i, true);
  return { shape: shape as number[], data };
}

function invalid(problem: string): ArgumentError {
  return new ArgumentError('file', `${problem}; expected a safetensors file`);
}
