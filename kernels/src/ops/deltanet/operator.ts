import { operatorLabels } from '../labels.ts';
import type { Form } from '../../runtime/types.ts';
import type { Operator } from '../operator.ts';
import { growthWarning, watchGrowth } from '../deltaRule/growth.ts';
import { deltaNetChunkPlan, deltaNetPlan } from './plan.ts';
import { deltaNetChunkedJob } from './chunked.ts';
import { deltaNetCpuJob } from './cpu.ts';
import { preferredDeltaNetForm, preferredDeltaNetGradientForm } from './form.ts';
import { deltaNetGradientChunkPlan, deltaNetGradientPlan } from './gradientPlan.ts';
import { deltaNetGradientChunkedJob } from './gradientChunked.ts';
import { deltaNetGradientCpuJob } from './gradientCpu.ts';
import { deltaNetGradientReferenceJob } from './gradientReference.ts';
import type { DeltaNetProblem } from './problem.ts';
import { deltaNetSignature } from './problem.ts';
import { deltaNetReferenceJob } from './reference.ts';
import { deltaNetGradientWasm, deltaNetWasm } from './wasm.ts';

const forms: readonly [Form, ...Form[]] = ['recurrent', 'chunk'];

export const deltaNetOperator: Operator<DeltaNetProblem> = {
  name: 'deltanet',
  label: operatorLabels.deltanet,
  kernelName: 'DeltaNet',
  ...deltaNetSignature,
  example: { inputs: { q: 'normal', k: 'unit', v: 'normal', beta: 'share' }, options: [['write strengths', {}]] },
  states: { memory: [{ input: 'initialMemory', result: 'finalMemory' }] },
  forms,
  warning: growthWarning,
  watch: watchGrowth,
  reference: deltaNetReferenceJob,
  cpu: deltaNetCpuJob,
  chunked: deltaNetChunkedJob,
  wasm: deltaNetWasm,
  preferred: ({ sizes }, { adapter }) => preferredDeltaNetForm(sizes, adapter),
  plan: ({ sizes }, form, device, { chunkLength }) =>
    form === 'chunk' ? deltaNetChunkPlan(sizes, device, chunkLength) : deltaNetPlan(sizes, device),
  flops: ({ T, D, Dv }) => 6 * T * D * Dv,
  gradient: {
    forms,
    reference: deltaNetGradientReferenceJob,
    cpu: deltaNetGradientCpuJob,
    wasm: deltaNetGradientWasm,
    chunked: deltaNetGradientChunkedJob,
    preferred: ({ sizes }, device, chunkLength) => preferredDeltaNetGradientForm(sizes, device, chunkLength),
    plan: (call, form, device, chunkLength) =>
      form === 'chunk'
        ? deltaNetGradientChunkPlan(call, device.adapter, chunkLength)
        : deltaNetGradientPlan(call, device),
  },
};
