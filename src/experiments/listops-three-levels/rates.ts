import type { MixerName } from '@vla/kernels/model';

/** Each mixer's learning rate: the one that the record of lra-overall chose for it on rung B. */
export const ratesOfRungB: Readonly<Partial<Record<MixerName, number>>> = {
  vla: 0.004,
  deltanet: 0.008,
  linear: 0.008,
  softmax: 0.008,
};
