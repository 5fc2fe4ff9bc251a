import { describe } from '../arguments.ts';
import { ArgumentError } from '../errors.ts';
import { elementCount } from '../tensor.ts';
import { numberTypes } from './numberTypes.ts';
import { repeatedKey } from './uniqueKeys.ts';
import { aTensorFile } from './shapes.ts';

/** A tensor of a file that has no weights: a counter, a mask. */
export interface PassedOver {
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** Float32 tensors by name, and texts beside them. */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** What the file has beside them, of whole numbers; only where there is any. */
  readonly passedOver?: Readonly<Record<string, PassedOver>>;
}

/** The key of the texts in a header. */
const METADATA = '__metadata__';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * The bytes of a safetensors file: the length of the header (8 bytes, little-endian), the header (JSON, padded with
 * spaces to a multiple of 8), then the numbers without gaps, little-endian, in the order of the names given.
 */
export function encodeSafetensors(file: TensorFile): Uint8Array<ArrayBuffer> {
  aTensorFile('file', file);
  const { tensors, metadata } = file;
  const header: [string, unknown][] = [[METADATA, metadata]];
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    if (name === METADATA) throw new ArgumentError(name, 'is no name for a tensor: files keep their texts under it');
    if (data.length !== elementCount(shape)) {
      throw new ArgumentError(name, `holds ${data.length} numbers; its shape needs ${elementCount(shape)}`);
    }
    header.push([name, { dtype: 'F32', shape, data_offsets: [end, (end += 4 * data.length)] }]);
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
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

/**
 * Reads a safetensors file. Numbers of F16, BF16 and F64 become float32; tensors of whole numbers are passed over.
 *
 * @throws ArgumentError for anything else: also where tensors overlap, leave bytes unused, or share a name
 */
export function decodeSafetensors(file: Uint8Array | ArrayBuffer): TensorFile {
  const bytes = bytesOf(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw invalid(`is ${bytes.length} bytes long`);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > BigInt(bytes.length - 8)) throw invalid(`announces a header of ${headerLength} bytes`);
  const start = 8 + Number(headerLength);
  const { [METADATA]: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, start));
  if (!isRecord(metadata) || !Object.values(metadata).every((text) => typeof text === 'string')) {
    throw invalid('has metadata that are not texts by name');
  }
  const places = Object.entries(entries).map(([name, entry]) => placeOf(name, entry, bytes.length - start));
  checkCovered(places, bytes.length - start);
  const weights = places.filter(({ read }) => read !== null);
  const others = places.filter(({ read }) => read === null);
  return {
    tensors: Object.fromEntries(
      weights.map((place) => [place.name, { shape: place.shape, data: numbersAt(view, start, place) }]),
    ),
    metadata: metadata as TensorFile['metadata'],
    ...(others.length > 0 && {
      passedOver: Object.fromEntries(others.map(({ name, dtype, shape }) => [name, { dtype, shape }])),
    }),
  };
}

function numbersAt(view: DataView, start: number, { name, shape, from, bytes, read }: Place): Float32Array {
  const data = new Float32Array(elementCount(shape));
  for (let i = 0; i < data.length; i++) {
    const value = read!(view, start + from + bytes * i);
    data[i] = value;
    if (Number.isFinite(value) && !Number.isFinite(data[i])) {
      throw invalid(`has ${value} in "${name}", which leaves float32`);
    }
  }
  return data;
}

/** Throws unless tensors lie one after another, from the first byte after the header to the last of the file. */
function checkCovered(places: readonly Place[], rest: number): void {
  let end = 0;
  for (const { name, from, to } of [...places].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < end) throw invalid(`has "${name}" at byte ${from}, which belongs to another tensor`);
    if (from > end) throw invalid(`has bytes ${end} to ${from} that belong to no tensor`);
    end = to;
  }
  if (end < rest) throw invalid(`has bytes ${end} to ${rest} that belong to no tensor`);
}

function parseHeader(text: Uint8Array): Record<string, unknown> {
  let header: unknown;
  let repeated: string | null;
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(text);
    header = JSON.parse(decoded);
    repeated = repeatedKey(decoded);
  } catch (error) {
    throw invalid(`has an unreadable header (${(error as Error).message})`);
  }
  if (repeated !== null) throw invalid(`has "${repeated}" twice in its header`);
  if (!isRecord(header)) throw invalid('has a header that is no object');
  return header;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where a tensor lies after the header, and how its numbers are read. */
interface Place extends PassedOver {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Of a number. */
  readonly bytes: number;
  readonly read: ((view: DataView, at: number) => number) | null;
}

/** The file has `rest` bytes after the header. */
function placeOf(name: string, entry: unknown, rest: number): Place {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? (entry as Partial<Entry>) : {};
  const isSize = (size: unknown): boolean => Number.isSafeInteger(size) && (size as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize) || !areOffsets(offsets, isSize)) {
    throw invalid(`has "${name}" without a usable shape and place`);
  }
  const type = typeof dtype === 'string' && Object.hasOwn(numberTypes, dtype) ? numberTypes[dtype] : undefined;
  if (!type) throw invalid(`has "${name}" as ${String(dtype)}; one of ${Object.keys(numberTypes).join(', ')} is read`);
  const [from, to] = offsets;
  if (to - from !== type.bytes * elementCount(shape) || to > rest) {
    throw invalid(`has "${name}" at bytes ${from} to ${to}, which do not hold its shape [${shape.join(', ')}]`);
  }
  return { name, dtype: dtype!, shape: shape as number[], from, to, ...type };
}

function areOffsets(value: unknown, isSize: (size: unknown) => boolean): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isSize);
}

function invalid(problem: string): ArgumentError {
  return new ArgumentError('file', `${problem}; expected a safetensors file`);
}

/** By its tag: a buffer may come from another frame. */
function bytesOf(file: unknown): Uint8Array {
  const tag = Object.prototype.toString.call(file);
  if (tag === '[object Uint8Array]') return file as Uint8Array;
  if (tag === '[object ArrayBuffer]') return new Uint8Array(file as ArrayBuffer);
  throw new ArgumentError('file', `was ${describe(file)}; expected its bytes, a Uint8Array or an ArrayBuffer`);
}
