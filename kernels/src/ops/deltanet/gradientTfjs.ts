import { gradientShapes } from '../gradientProblem.ts';
import type { TensorGradient } from '../tensorKernel.ts';
import type { RunOptions } from '../types.ts';
import { deltaNetGradientCpuJob } from './gradientCpu.ts';
import { deltaNetGradientPlan } from './gradientPlan.ts';
import { DELTANET_DIFFERENTIABLE, deltaNetGradientProblem } from './gradientProblem.ts';
import { deltaNetSizes } from './problem.ts';

/** How tfjs differentiates `deltaNet`. */
export const deltaNetTensorGradient: Omit<TensorGradient<RunOptions>, 'kernel'> = {
  differentiable: DELTANET_DIFFERENTIABLE,
  onDevice(shapes, _options, device) {
    const sizes = deltaNetSizes(shapes as never);
    const { B, H, T } = sizes;
    const hasBeta = shapes['beta'] !== undefined;
    const plan = deltaNetGradientPlan(
      { sizes, hasBeta, hasInitialMemory: shapes['initialMemory'] !== undefined },
      device,
    );
    const constants: Record<string, Float32Array> = hasBeta ? {} : { beta: new Float32Array(B * H * T).fill(1) };
    return {
      plan,
      states: {},
      constants,
      shapes: gradientShapes(plan, shapes),
      form: 'recurrent',
      formReason: 'the only form',
    };
  },
  onHost: (inputs) => ({
    ...deltaNetGradientCpuJob(deltaNetGradientProblem(inputs as never)),
    form: 'recurrent',
    formReason: 'the only form',
  }),
};
