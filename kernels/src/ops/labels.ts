/**
 * What operators are called where people read of them. Without code, so that pages which load early pull in no operator.
 *
 * @module @vla/kernels/labels
 */

/** By the name of the operator. */
export const operatorLabels = {
  vla: 'VLA',
  deltanet: 'DeltaNet',
  gatedDelta: 'gated delta rule',
  linear: 'linear attention',
  softmax: 'softmax attention',
} as const;

export type OperatorName = keyof typeof operatorLabels;

export const operatorNames = Object.keys(operatorLabels) as OperatorName[];
