import type { WasmKernels } from '../../runtime/wasm/generated.ts';
import type { WasmCall } from './call.ts';

/** Numbers of a vector of the kernels: rows are padded to whole vectors with zeros. */
export const VECTOR = 4;

/** Bytes of a float32. */
export const BYTES = 4;

/** The next multiple of the vector's size. */
export function padded(size: number): number {
  return Math.ceil(size / VECTOR) * VECTOR;
}

/** Rows of `size` numbers as rows of whole vectors: themselves where they are that, or else a place to pad them to. */
export interface PaddedRows {
  /** Where row `row` and those after it are, once `load` has been called for them. */
  at(row: number): number;
  /** Pads `count` rows from row `row` on; nothing where that is not needed. */
  load(row: number, count: number): void;
}

/** Rows at an address, of which at most `most` are looked at at a time. */
export function paddedRows(
  { kernels, scratch }: Pick<WasmCall, 'scratch'> & { readonly kernels: Pick<WasmKernels, 'padRows'> },
  address: number,
  size: number,
  most: number,
): PaddedRows {
  const stride = padded(size);
  if (stride === size) return { at: (row) => address + row * size * BYTES, load: () => undefined };
  const place = scratch(most * stride);
  let first = 0;
  return {
    at: (row) => place + (row - first) * stride * BYTES,
    load(row, count) {
      first = row;
      kernels.padRows({ to: place, from: address + row * size * BYTES, rows: count, size, stride });
    },
  };
}

/** Rows of zeros, `count` numbers in all, whichever rows are asked for. */
export function zeroRows({ scratch, floats }: Pick<WasmCall, 'scratch' | 'floats'>, count: number): PaddedRows {
  const place = scratch(count);
  floats(place, count).fill(0);
  return { at: () => place, load: () => undefined };
}

/** As {@link PaddedRows}, of a result. */
export interface PaddedResult {
  /** Where row `row` and those after it go; 0 where the call has no such result. */
  at(row: number): number;
  /** Takes `count` rows from row `row` on to where they belong; nothing where they are there. */
  save(row: number, count: number): void;
}

/** Rows that go to an address, of which at most `most` are saved at a time. */
export function paddedResult(
  { kernels, scratch }: Pick<WasmCall, 'scratch'> & { readonly kernels: Pick<WasmKernels, 'unpadRows'> },
  address: number,
  size: number,
  most: number,
): PaddedResult {
  const stride = padded(size);
  if (address === 0) return { at: () => 0, save: () => undefined };
  if (stride === size) return { at: (row) => address + row * size * BYTES, save: () => undefined };
  const place = scratch(most * stride);
  return {
    at: () => place,
    save(row, count) {
      kernels.unpadRows({ to: address + row * size * BYTES, from: place, rows: count, size, stride });
    },
  };
}
