import type { WasmKernels } from '../../runtime/wasm/generated.ts';
import type { AttentionSizes } from '../validation/axes.ts';

/** What a kernel knows of its problem. */
export interface Sized {
  readonly sizes: AttentionSizes;
  readonly options?: object;
}

/**
 * A call whose tensors are in the memory of the WebAssembly kernels: with those of TensorFlow.js where it has them, or
 * copied there. All are float32 and without gaps; addresses are in bytes, and 0 is an input that nobody gave.
 */
export interface WasmCall<P extends Sized = Sized> {
  readonly kernels: WasmKernels;
  readonly sizes: P['sizes'];
  readonly options: P['options'];
  /** Where an input is, which is not to be written to. */
  input(name: string): number;
  /** Where a result goes; 0 where the call has no such result. It holds anything before. */
  result(name: string): number;
  /** A place for so many float32, holding anything, for as long as the job takes. A multiple of 16. */
  scratch(count: number): number;
  /** The numbers at an address, to be read or written at once: a later `scratch` may end the view. */
  floats(address: number, count: number): Float32Array;
}

/**
 * A computation cut into steps that run once each, in order, about a millisecond long. Results that are not finite are
 * found by who runs it; whatever else is wrong it throws.
 */
export interface WasmJob {
  readonly steps: number;
  run(step: number): void;
  /** After the last step. */
  finish?(): void;
}
