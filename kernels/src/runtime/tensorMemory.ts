import { backend, getBackend } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';

/** Follows how much memory tensors, and what operators put beside them, take on tfjs's active backend. */
export interface MemoryMeter {
  /** Most bytes at one time since it began, less those of before. */
  readonly most: number;
  stop(): void;
}

/** The member of tfjs's WebGPU backend that has all its buffers. */
interface BufferManager {
  readonly numBytesUsed: number;
  acquireBuffer(...args: unknown[]): GPUBuffer;
}

interface WasmMemory {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/**
 * Begins to follow it: buffers of a device, places in the memory of WebAssembly. One at a time.
 *
 * @throws ArgumentError on a backend whose memory is the garbage collector's
 */
export function meterTensorMemory(): MemoryMeter {
  const owner = backend() as unknown as { readonly bufferManager?: BufferManager; readonly wasm?: WasmMemory };
  if (owner.bufferManager) return meterBuffers(owner.bufferManager);
  if (owner.wasm) return meterPlaces(owner.wasm);
  throw new ArgumentError(
    'backend',
    `was "${getBackend()}"; expected "webgpu" or "wasm", whose memory can be followed`,
  );
}

function meterBuffers(manager: BufferManager): MemoryMeter {
  const before = manager.numBytesUsed;
  let most = before;
  const { acquireBuffer } = manager;
  manager.acquireBuffer = function (...args) {
    const buffer = acquireBuffer.apply(this, args);
    most = Math.max(most, this.numBytesUsed);
    return buffer;
  };
  return {
    get most() {
      return most - before;
    },
    stop: () => void (manager.acquireBuffer = acquireBuffer),
  };
}

function meterPlaces(wasm: WasmMemory): MemoryMeter {
  // The first call puts another function in this one's place.
  wasm._free(wasm._malloc(16));
  const { _malloc, _free } = wasm;
  const sizes = new Map<number, number>();
  let [now, most] = [0, 0];
  wasm._malloc = (bytes) => {
    const address = _malloc(bytes);
    sizes.set(address, bytes);
    now += bytes;
    most = Math.max(most, now);
    return address;
  };
  wasm._free = (address) => {
    // What was there before is none of it.
    now -= sizes.get(address) ?? 0;
    sizes.delete(address);
    _free(address);
  };
  return {
    get most() {
      return most;
    },
    stop: () => void Object.assign(wasm, { _malloc, _free }),
  };
}
