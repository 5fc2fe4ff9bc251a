import type { MixerName } from '@vla/kernels/model';

const pairs = [4, 8, 12, 16, 24];

const accuracies = {
  vla: [1, 1, 1, 1, 1],
  deltanet: [0.989, 0.734, 0.097, 0.038, 0.01],
  linear: [0.26, 0.143, 0.109, 0.097, 0.075],
  softmax: [0.255, 0.146, 0.109, 0.1, 0.074],
} as const satisfies Readonly<Partial<Record<MixerName, readonly number[]>>>;

/**
 * The experiments page, fig. 9: width 128, 4 heads, 2 layers, vocabulary 128, 3,000 steps of 64 sequences at a learning
 * rate of 3e-4, one seed, a model for each number of pairs.
 */
export const published = (Object.keys(accuracies) as (keyof typeof accuracies)[]).flatMap((mixer) =>
  pairs.map((x, i) => ({ mixer, x, accuracy: accuracies[mixer][i] })),
);
