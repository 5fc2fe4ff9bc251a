import type { TensorGradient } from '../call/tfjs.ts';
import type { RunOptions } from '../types.ts';
import { deltaNetGradientCpuJob } from './gradientCpu.ts';
import { deltaNetGradientOnDevice } from './gradientForm.ts';
import { DELTANET_DIFFERENTIABLE, deltaNetGradientProblem } from './gradientProblem.ts';
import { deltaNetSizes } from './problem.ts';

/** How tfjs differentiates `deltaNet`. */
export const deltaNetTensorGradient: Omit<TensorGradient<RunOptions>, 'kernel'> = {
  differentiable: DELTANET_DIFFERENTIABLE,
  onDevice(shapes, options, device) {
    const sizes = deltaNetSizes(shapes as never);
    const { B, H, T } = sizes;
    const hasBeta = shapes['beta'] !== undefined;
    const shape = { sizes, hasBeta, hasInitialMemory: shapes['initialMemory'] !== undefined };
    const constants: Record<string, Float32Array> = hasBeta ? {} : { beta: new Float32Array(B * H * T).fill(1) };
    return { ...deltaNetGradientOnDevice(shape, options, device), constants };
  },
  onHost: (inputs) => ({
    ...deltaNetGradientCpuJob(deltaNetGradientProblem(inputs as never)),
    form: 'recurrent',
    formReason: 'the only form',
  }),
};
