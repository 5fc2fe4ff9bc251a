import { deltaNetOperator } from './deltanet/operator.ts';
import { gatedDeltaOperator } from './gatedDelta/operator.ts';
import type { OperatorName } from './labels.ts';
import { linearAttentionOperator } from './linear/operator.ts';
import type { Operator } from './operator.ts';
import { softmaxAttentionOperator } from './softmax/operator.ts';
import { vlaOperator } from './vla/operator.ts';

/** Every operator there is, by its name. */
export const operators = {
  vla: vlaOperator,
  deltanet: deltaNetOperator,
  gatedDelta: gatedDeltaOperator,
  linear: linearAttentionOperator,
  softmax: softmaxAttentionOperator,
} satisfies Readonly<Record<OperatorName, Operator>>;
