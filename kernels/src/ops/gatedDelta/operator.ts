import { growthWarning, watchGrowth } from '../deltaRule/growth.ts';
import { operatorLabels } from '../labels.ts';
import type { Operator, RunOptions } from '../operator.ts';
import { gatedDeltaChunkedJob } from './chunked.ts';
import { gatedDeltaCpuJob } from './cpu.ts';
import { preferredGatedDeltaForm } from './form.ts';
import { gatedDeltaGradientCpuJob } from './gradientCpu.ts';
import { gatedDeltaGradientPlan } from './gradientPlan.ts';
import { gatedDeltaGradientReferenceJob } from './gradientReference.ts';
import { gatedDeltaChunkPlan, gatedDeltaPlan } from './plan.ts';
import { gatedDeltaSignature } from './problem.ts';
import type { GatedDeltaProblem } from './problem.ts';
import { gatedDeltaReferenceJob } from './reference.ts';
import type { GatedDeltaOptions } from './types.ts';
import { gatedDeltaGradientWasm, gatedDeltaWasm } from './wasm.ts';

export const gatedDeltaOperator: Operator<GatedDeltaProblem, GatedDeltaOptions & RunOptions> = {
  name: 'gatedDelta',
  label: operatorLabels.gatedDelta,
  kernelName: 'GatedDelta',
  ...gatedDeltaSignature,
  example: {
    inputs: { q: 'normal', k: 'unit', v: 'normal', beta: 'share', gamma: 'share' },
    options: [
      ['with decays', {}],
      ['with decays, additive', { error: 'additive' }],
    ],
  },
  states: { memory: [{ input: 'initialMemory', result: 'finalMemory' }] },
  forms: ['recurrent', 'chunk'],
  neutral: { gamma: 1 },
  warning: (inputs, { error }) => (error === 'additive' ? null : growthWarning(inputs)),
  watch: ({ error }) => (error === 'additive' ? () => null : watchGrowth()),
  reference: gatedDeltaReferenceJob,
  cpu: gatedDeltaCpuJob,
  chunked: gatedDeltaChunkedJob,
  wasm: gatedDeltaWasm,
  preferred: ({ sizes }, { adapter }) => preferredGatedDeltaForm(sizes, adapter),
  plan: (problem, form, device, { chunkLength }) =>
    form === 'chunk' ? gatedDeltaChunkPlan(problem, device, chunkLength) : gatedDeltaPlan(problem, device),
  flops: ({ T, D, Dv }) => 7 * T * D * Dv,
  gradient: {
    forms: ['recurrent'],
    reference: gatedDeltaGradientReferenceJob,
    cpu: gatedDeltaGradientCpuJob,
    wasm: gatedDeltaGradientWasm,
    plan: (call, _, device) => gatedDeltaGradientPlan(call, device),
  },
};
