import { operatorLabels } from '../labels.ts';
import type { Operator, RunOptions } from '../operator.ts';
import { softmaxAttentionCpuJob } from './cpu.ts';
import { softmaxAttentionGradientCpuJob } from './gradientCpu.ts';
import { softmaxAttentionGradientPlan } from './gradientPlan.ts';
import { softmaxAttentionGradientReferenceJob } from './gradientReference.ts';
import { softmaxAttentionPlan } from './plan.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';
import { softmaxAttentionSignature } from './problem.ts';
import { softmaxAttentionReferenceJob } from './reference.ts';
import type { SoftmaxAttentionOptions } from './types.ts';
import { softmaxAttentionGradientWasm, softmaxAttentionWasm } from './wasm.ts';

export const softmaxAttentionOperator: Operator<SoftmaxAttentionProblem, SoftmaxAttentionOptions & RunOptions> = {
  name: 'softmax',
  label: operatorLabels.softmax,
  kernelName: 'CausalSoftmaxAttention',
  ...softmaxAttentionSignature,
  example: { inputs: { q: 'normal', k: 'normal', v: 'normal' }, options: [['causal', {}]] },
  states: {},
  forms: ['full'],
  reference: softmaxAttentionReferenceJob,
  cpu: softmaxAttentionCpuJob,
  wasm: softmaxAttentionWasm,
  plan: (problem, _form, device) => softmaxAttentionPlan(problem, device),
  flops: ({ T, D, Dv }) => T * T * (D + Dv),
  gradient: {
    forms: ['full'],
    reference: softmaxAttentionGradientReferenceJob,
    cpu: softmaxAttentionGradientCpuJob,
    wasm: softmaxAttentionGradientWasm,
    plan: (call) => softmaxAttentionGradientPlan(call),
  },
};
