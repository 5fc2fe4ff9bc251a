import { getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';

let areShared = false;

/**
 * Lets copies of a tensor share its memory on tfjs's backend "wasm", as they do on its other backends: no operation changes
 * a tensor's numbers. tfjs copies what it keeps for a gradient, and what is assigned to a variable, a hundred times a step.
 */
export function shareCopies(): void {
  if (areShared) return;
  areShared = true;
  const { kernelFunc: own, ...config } = getKernel('Identity', 'wasm');
  unregisterKernel('Identity', 'wasm');
  registerKernel({
    ...config,
    kernelFunc: (args) => {
      const { x } = args.inputs as { x: TensorInfo };
      if (x.dtype === 'string') return own(args);
      (args.backend as { incRef(dataId: object): void }).incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  });
}
