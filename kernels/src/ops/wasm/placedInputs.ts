import type { TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf, kernelsIn } from '../../runtime/wasm/tfjsHeap.ts';
import type { TfjsWasmBackend } from '../../runtime/wasm/tfjsHeap.ts';
import type { WasmModule } from '../../runtime/wasm/module.ts';
import type { RowBound } from '../../runtime/tensorGuards.ts';
import { elementCount } from '../../tensor.ts';
import type { HostTensor } from '../../tensor.ts';

/** Tensors of a call in the memory of TensorFlow.js's WebAssembly backend. */
export interface PlacedInputs {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Whether all numbers are float32 and finite, and no rows longer than those of their name may be. Looks, and copies nothing. */
  areSound(bounds: Readonly<Record<string, RowBound>>): boolean;
  /** Copies. */
  read(): Record<string, HostTensor>;
}

export function placedInputs(
  module: WasmModule,
  backend: TfjsWasmBackend,
  tensors: Readonly<Record<string, TensorInfo>>,
): PlacedInputs {
  const entries = Object.entries(tensors);
  const kernels = kernelsIn(module, backend);
  return {
    shapes: Object.fromEntries(entries.map(([name, { shape }]) => [name, shape])),
    areSound: (bounds) =>
      entries.every(([name, info]) => {
        const { shape, dtype } = info;
        const count = elementCount(shape);
        if (dtype !== 'float32' || count === 0) return false;
        const x = addressOf(backend, info);
        if (kernels.firstNonFinite({ x, count }) >= 0) return false;
        const bound = bounds[name];
        const size = shape.at(-1) ?? 1;
        return !bound || kernels.firstLongRow({ x, rows: count / size, size, most: bound.longest ** 2 }) < 0;
      }),
    read: () =>
      Object.fromEntries(
        entries.map(([name, { shape, dataId }]) => [name, { shape, data: backend.readSync(dataId) as Float32Array }]),
      ),
  };
}
