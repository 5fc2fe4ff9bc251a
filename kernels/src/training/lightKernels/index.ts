import { backend, getBackend, getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { adapterOf } from '../../runtime/adapter.ts';
import { lightMatrixProduct } from './matrixProduct.ts';
import type { ProgramRunner } from './program.ts';
import { lightReduction } from './reduction.ts';

/** tfjs's operators that get another kernel, and how it is made of their own. */
const replacements: Readonly<Record<string, (own: KernelFunc) => KernelFunc>> = {
  BatchMatMul: lightMatrixProduct,
  Sum: (own) => lightReduction(own, 'Sum'),
  Mean: (own) => lightReduction(own, 'Mean'),
  Add: withoutSharedVectors,
  Multiply: withoutSharedVectors,
};

let areRegistered = false;

/**
 * On a software adapter, gives tfjs kernels without barriers for what the step of a small model does most. tfjs's own
 * share memory among the threads of a group, which is fast on a graphics card; where threads are emulated, each barrier
 * costs more than the numbers between two of them. On other devices it changes nothing.
 */
export function useLightKernels(): void {
  if (areRegistered || getBackend() !== 'webgpu') return;
  if (!adapterOf((backend() as unknown as ProgramRunner).device).software) return;
  areRegistered = true;
  for (const [kernelName, replace] of Object.entries(replacements)) {
    const { kernelFunc: own, ...config } = getKernel(kernelName, 'webgpu');
    unregisterKernel(kernelName, 'webgpu');
    registerKernel({ ...config, kernelFunc: replace(own) });
  }
}

/** tfjs copies a vector that is added to, or multiplied with, a larger tensor into shared memory; not so a matrix of one row. */
function withoutSharedVectors(own: KernelFunc): KernelFunc {
  return (args) => {
    const { a, b } = args.inputs as Record<'a' | 'b', TensorInfo>;
    const row = (one: TensorInfo, other: TensorInfo): TensorInfo =>
      one.shape.length === 1 && other.shape.length > 1 ? { ...one, shape: [1, ...one.shape] } : one;
    return own({ ...args, inputs: { a: row(a, b), b: row(b, a) } });
  };
}
