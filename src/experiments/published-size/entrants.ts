import type { MixerName } from '@vla/kernels/model';
import type { Recipe } from '../../lib/training/recipe.ts';

/** A mixer, in a form that these experiments compare. */
export type EntrantName =
  | 'vla'
  | 'deltanet'
  | 'linear'
  | 'softmax'
  | 'rowGated'
  | 'vlaPublished'
  | 'vlaHeads'
  | 'gatedDelta'
  | 'deltanetMore'
  | 'linearMore'
  | 'vlaConvolved'
  | 'deltanetConvolved'
  | 'linearConvolved'
  | 'softmaxConvolved';

export interface EntrantForm {
  readonly mixer: MixerName;
  /** What differs from the model of the others. */
  readonly model?: Partial<Recipe['model']>;
}

/** Twice the heads of the usual size: as many numbers of state as VLA keeps, whose inverse is as large as its memory. */
const twiceTheState = { heads: 8, headDim: 32 };
const convolved = { convolution: 4 };
const acrossHeads = { penaltyScope: 'model' } as const;

export const forms: Readonly<Record<EntrantName, EntrantForm>> = {
  // As in the published comparison: directions of all heads together. Of their own keys alone: "vlaHeads".
  vla: { mixer: 'vla', model: acrossHeads },
  vlaHeads: { mixer: 'vla' },
  deltanet: { mixer: 'deltanet' },
  linear: { mixer: 'linear' },
  softmax: { mixer: 'softmax' },
  // The classes of the published comparison: the one that is called DeltaNet there, and its VLA, biases and all.
  rowGated: { mixer: 'gatedDelta', model: { preset: 'DeltaNetAttn' } },
  vlaPublished: { mixer: 'vla', model: { preset: 'VLAv3Attn' } },
  gatedDelta: { mixer: 'gatedDelta' },
  deltanetMore: { mixer: 'deltanet', model: twiceTheState },
  linearMore: { mixer: 'linear', model: twiceTheState },
  vlaConvolved: { mixer: 'vla', model: { ...convolved, ...acrossHeads } },
  deltanetConvolved: { mixer: 'deltanet', model: convolved },
  linearConvolved: { mixer: 'linear', model: convolved },
  softmaxConvolved: { mixer: 'softmax', model: convolved },
};
