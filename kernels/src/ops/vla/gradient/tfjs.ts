import { ArgumentError } from '../../../errors.ts';
import type { TensorGradient } from '../../call/tfjs.ts';
import type { RunOptions, VlaOptions } from '../../types.ts';
import { vlaGradientCpuJob } from './cpu.ts';
import { vlaGradientOnDevice } from './form.ts';
import { VLA_DIFFERENTIABLE, vlaGradientProblem } from './problem.ts';
import { ON_PROCESSOR, vlaGradientObstacle } from './shape.ts';
import { KEPT_VECTORS } from '../recurrent/keptVectors.ts';
import { directionBounds } from '../directionSize.ts';
import { vlaSettings, vlaSizes } from '../problem.ts';

/** How tfjs differentiates `vla`. */
export const vlaTensorGradient: Omit<TensorGradient<VlaOptions & RunOptions>, 'kernel'> = {
  differentiable: VLA_DIFFERENTIABLE,
  check({ keepIntermediates }) {
    if (!keepIntermediates) return;
    const problem = 'there is no gradient through writeDirections and errors; leave it out of calls to differentiate';
    throw new ArgumentError('keepIntermediates', problem);
  },
  kept: KEPT_VECTORS,
  onDevice(shapes, options, device, { zeros }) {
    const shape = {
      sizes: vlaSizes(shapes as never),
      options: vlaSettings(options),
      hasInitialMemory: shapes['initialMemory'] !== undefined,
      hasInitialInverse: shapes['initialInverse'] !== undefined,
      hasFinalMemoryGradient: !zeros.has('finalMemoryGradient'),
      hasFinalInverseGradient: !zeros.has('finalInverseGradient'),
      hasKept: shapes['lengths'] !== undefined,
    };
    const obstacle = vlaGradientObstacle(shape);
    if (obstacle) throw new ArgumentError(obstacle, `${ON_PROCESSOR}; tfjs’s backends "cpu" and "wasm" have it`);
    return { ...vlaGradientOnDevice(shape, options, device), rowBounds: directionBounds(shape) };
  },
  onHost: (inputs, options) => ({
    ...vlaGradientCpuJob(vlaGradientProblem(inputs as never, options)),
    form: 'recurrent',
    formReason: 'the only form',
  }),
};
