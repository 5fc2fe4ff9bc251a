import { backend, engine, getBackend } from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmKernels } from '../../runtime/wasm/generated.ts';
import { loadedWasm } from '../../runtime/wasm/module.ts';
import { addressOf, tfjsHeap } from '../../runtime/wasm/tfjsHeap.ts';
import type { TfjsWasmBackend } from '../../runtime/wasm/tfjsHeap.ts';
import { shareCopies } from './copies.ts';

/** Kernels at work on tensors of tfjs's backend "wasm", where these are. */
export interface Bench {
  readonly kernels: WasmKernels;
  /** Where a tensor's numbers are. */
  at(tensor: TensorInfo): number;
  /** A tensor of float32 that holds anything. */
  make(shape: readonly number[]): Tensor;
  /** A place for so many float32, holding anything, until the operation is done. */
  scratch(count: number): number;
  /** The numbers at an address, to be read or written at once: what is made later may end the view. */
  floats(address: number, count: number): Float32Array;
}

/** What a fused operation gives, and what it keeps for its gradient. */
export interface Forward {
  readonly results: readonly Tensor[];
  readonly kept: readonly Tensor[];
}

/** Gradients of the inputs, in their order, from those of the results. */
export type Backward = (bench: Bench, dys: readonly Tensor[], kept: readonly Tensor[]) => Tensor[];

/**
 * Whether an operation on these tensors can be computed at one go: on tfjs's backend "wasm" once `loadWasm()` has loaded the
 * kernels. Elsewhere, and where gradients of gradients are asked for, it is put together from tfjs's own operations.
 */
export function canFuse(...inputs: readonly Tensor[]): boolean {
  return (
    getBackend() === 'wasm' &&
    loadedWasm() !== null &&
    engine().state.gradientDepth < 2 &&
    inputs.every(({ dtype, size }) => dtype === 'float32' && size > 0)
  );
}

/** One operation of tfjs with its gradient, each computed at one go. Only where {@link canFuse} says that it can. */
export function fused(inputs: readonly Tensor[], forward: (bench: Bench) => Forward, backward: Backward): Tensor[] {
  shareCopies();
  return (engine() as unknown as CustomOperations).runKernelFunc({
    inputs: Object.fromEntries(inputs.entries()),
    forwardFunc: (_, save) =>
      onBench((bench) => {
        const { results, kept } = forward(bench);
        save(kept);
        return [...results];
      }),
    backwardsFunc: (dy, kept) => {
      const gradients = onBench((bench) => backward(bench, Array.isArray(dy) ? dy : [dy], kept));
      return Object.fromEntries(gradients.map((gradient, index) => [index, () => gradient]));
    },
  });
}

/** What tf.customGrad is made of; it alone takes operations of several results. */
interface CustomOperations {
  runKernelFunc(operation: {
    readonly inputs: Readonly<Record<string, Tensor>>;
    forwardFunc(backend: unknown, save: (tensors: readonly Tensor[]) => void): Tensor[];
    backwardsFunc(dy: Tensor | Tensor[], kept: Tensor[]): Record<string, () => Tensor>;
  }): Tensor[];
}

/** Computes on tfjs's tensors without a gradient. */
export function onBench<T>(compute: (bench: Bench) => T): T {
  const owner = backend() as TfjsWasmBackend;
  const { kernels, allocate, close, floats } = tfjsHeap(loadedWasm()!, owner);
  try {
    return compute({
      kernels,
      at: (tensor) => addressOf(owner, tensor),
      make: (shape) => engine().makeTensorFromTensorInfo(owner.makeOutput([...shape], 'float32')),
      scratch: allocate,
      floats,
    });
  } finally {
    close();
  }
}
