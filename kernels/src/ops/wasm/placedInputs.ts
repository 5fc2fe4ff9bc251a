import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmKernels } from '../../runtime/wasm/generated.ts';
import type { Heap } from '../../runtime/wasm/heap.ts';
import { addressOf, kernelsIn } from '../../runtime/wasm/tfjsHeap.ts';
import type { TfjsWasmBackend } from '../../runtime/wasm/tfjsHeap.ts';
import type { WasmModule } from '../../runtime/wasm/module.ts';
import type { RowBound } from '../../runtime/tensorGuards.ts';
import { elementCount } from '../../tensor.ts';
import type { HostTensor } from '../../tensor.ts';

/** Tensors of a call in a memory of WebAssembly kernels. */
export interface PlacedInputs {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Whether all numbers are float32 and finite, and no rows longer than those of their name may be. Looks, and copies nothing. */
  areSound(bounds: Readonly<Record<string, RowBound>>): boolean;
}

/** Those in the memory of TensorFlow.js's WebAssembly backend. */
export interface PlacedTensors extends PlacedInputs {
  /** Copies. */
  read(): Record<string, HostTensor>;
}

export function placedTensors(
  module: WasmModule,
  backend: TfjsWasmBackend,
  tensors: Readonly<Record<string, TensorInfo>>,
): PlacedTensors {
  const entries = Object.entries(tensors);
  const kernels = kernelsIn(module, backend);
  return {
    shapes: Object.fromEntries(entries.map(([name, { shape }]) => [name, shape])),
    areSound: (bounds) =>
      entries.every(
        ([name, info]) =>
          info.dtype === 'float32' && isSound(kernels, info.shape, addressOf(backend, info), bounds[name]),
      ),
    read: () =>
      Object.fromEntries(
        entries.map(([name, { shape, dataId }]) => [name, { shape, data: backend.readSync(dataId) as Float32Array }]),
      ),
  };
}

/** Arrays that were copied to a memory of our own. */
export interface PlacedArrays extends PlacedInputs {
  readonly places: Readonly<Record<string, number>>;
}

/** Copies arrays of float32 numbers: whatever becomes of them afterwards, the copies stay. */
export function placedArrays(heap: Heap, arrays: Readonly<Record<string, HostTensor>>): PlacedArrays {
  const entries = Object.entries(arrays);
  const shapes = Object.fromEntries(entries.map(([name, { shape }]) => [name, [...shape]]));
  const places = Object.fromEntries(entries.map(([name, { data }]) => [name, heap.place(data)]));
  return {
    shapes,
    places,
    areSound: (bounds) =>
      Object.entries(shapes).every(([name, shape]) => isSound(heap.kernels, shape, places[name]!, bounds[name])),
  };
}

function isSound(kernels: WasmKernels, shape: readonly number[], x: number, bound: RowBound | undefined): boolean {
  const count = elementCount(shape);
  if (count === 0 || kernels.firstNonFinite({ x, count }) >= 0) return false;
  const size = shape.at(-1) ?? 1;
  return !bound || kernels.firstLongRow({ x, rows: count / size, size, most: bound.longest ** 2 }) < 0;
}
