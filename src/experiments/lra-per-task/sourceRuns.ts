import type { MixerName } from '@vla/kernels/model';

/**
 * ListOps in the published runs behind fig. 5 of the experiments page: accuracy of each of three seeds in per cent, and how
 * often the weights had been updated. Read in the logs of the authors' repository (github.com/Vishal-sys-code/variational-linear-attention,
 * March 2026): training stopped at micro-step 100, which is one update for every 32 steps of linear attention and
 * DeltaNet and for every 16 of VLA; about 500 examples were answered.
 */
export const source: readonly {
  readonly mixer: MixerName;
  readonly updates: number;
  readonly accuracies: readonly number[];
}[] = [
  { mixer: 'vla', updates: 6, accuracies: [7.4, 15.4, 15.6] },
  { mixer: 'deltanet', updates: 3, accuracies: [7.8, 6.8, 14.8] },
  { mixer: 'linear', updates: 3, accuracies: [16.4, 14.4, 16.0] },
];
