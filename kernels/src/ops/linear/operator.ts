import { operatorLabels } from '../labels.ts';
import type { Form } from '../../runtime/types.ts';
import type { Operator, RunOptions } from '../operator.ts';
import { linearAttentionChunkPlan } from './chunkPlan.ts';
import { linearAttentionChunkedJob } from './chunked.ts';
import { linearAttentionCpuJob } from './cpu.ts';
import { preferredLinearForm, preferredLinearGradientForm } from './form.ts';
import { linearAttentionGradientChunkPlan } from './gradientChunkPlan.ts';
import { linearAttentionGradientChunkedJob } from './gradientChunked.ts';
import { linearAttentionGradientCpuJob } from './gradientCpu.ts';
import { linearAttentionGradientPlan } from './gradientPlan.ts';
import { linearAttentionGradientReferenceJob } from './gradientReference.ts';
import { linearAttentionRecurrentPlan } from './plan.ts';
import type { LinearAttentionProblem } from './problem.ts';
import { linearAttentionSignature } from './problem.ts';
import { linearAttentionReferenceJob } from './reference.ts';
import { linearGradientWasm, linearWasm } from './wasm.ts';
import type { LinearAttentionOptions } from './types.ts';

const forms: readonly [Form, ...Form[]] = ['recurrent', 'chunk'];

export const linearAttentionOperator: Operator<LinearAttentionProblem, LinearAttentionOptions & RunOptions> = {
  name: 'linear',
  label: operatorLabels.linear,
  kernelName: 'LinearAttention',
  ...linearAttentionSignature,
  example: { inputs: { q: 'positive', k: 'positive', v: 'normal' }, options: [['positive features', {}]] },
  states: {
    memory: [{ input: 'initialMemory', result: 'finalMemory' }],
    normalizer: [{ input: 'initialNormalizer', result: 'finalNormalizer' }],
  },
  forms,
  reference: linearAttentionReferenceJob,
  cpu: linearAttentionCpuJob,
  chunked: linearAttentionChunkedJob,
  wasm: linearWasm,
  preferred: ({ sizes }, { adapter }) => preferredLinearForm(sizes, adapter),
  plan: (problem, form, device, { chunkLength }) =>
    form === 'chunk'
      ? linearAttentionChunkPlan(problem, device, chunkLength)
      : linearAttentionRecurrentPlan(problem, device),
  flops: ({ T, D, Dv }) => 4 * T * D * Dv,
  gradient: {
    forms,
    reference: linearAttentionGradientReferenceJob,
    cpu: linearAttentionGradientCpuJob,
    wasm: linearGradientWasm,
    chunked: linearAttentionGradientChunkedJob,
    preferred: ({ sizes }, device, chunkLength) => preferredLinearGradientForm(sizes, device, chunkLength),
    plan: (call, form, device, chunkLength) =>
      form === 'chunk'
        ? linearAttentionGradientChunkPlan(call, device.adapter, chunkLength)
        : linearAttentionGradientPlan(call, device),
  },
};
