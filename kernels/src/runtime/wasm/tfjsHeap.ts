import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmKernels } from './generated.ts';
import { aligned, LARGEST_GAP, withPlaces } from './heap.ts';
import type { Heap } from './heap.ts';
import { bindKernels } from './module.ts';
import type { WasmModule } from './module.ts';

/** The members of tfjs's WebAssembly backend that kernels in its memory need. */
export interface TfjsWasmBackend extends KernelBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
}

const bound = new WeakMap<WebAssembly.Memory, WasmKernels>();

/** The kernels at work in the memory of tfjs's backend. */
export function kernelsIn(module: WasmModule, { wasm }: TfjsWasmBackend): WasmKernels {
  const { memory } = wasm.asm;
  const kernels = bound.get(memory) ?? bindKernels(module, memory);
  bound.set(memory, kernels);
  return kernels;
}

/** A heap in the memory of tfjs's backend, where its tensors are. */
export function tfjsHeap(module: WasmModule, backend: TfjsWasmBackend): Heap {
  const { wasm } = backend;
  const { memory } = wasm.asm;
  const kernels = kernelsIn(module, backend);
  const allocated: number[] = [];
  return withPlaces({
    kernels,
    allocate(count) {
      // Emscripten's places are multiples of 8 or 16, and signed: those from 2 GiB on are negative.
      const address = wasm._malloc(4 * count + LARGEST_GAP) >>> 0;
      if (address === 0) throw new RangeError(`there is no memory for ${count} numbers`);
      allocated.push(address);
      return aligned(address);
    },
    close() {
      for (const address of allocated.splice(0)) wasm._free(address);
    },
    floats: (address, count) => new Float32Array(memory.buffer, address, count),
  });
}

/** Where a tensor's numbers are. */
export function addressOf({ dataIdMap }: TfjsWasmBackend, { dataId }: TensorInfo): number {
  return dataIdMap.get(dataId).memoryOffset;
}
