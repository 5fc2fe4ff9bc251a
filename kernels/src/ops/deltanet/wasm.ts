import { deltaRuleWasmJob } from '../deltaRule/wasm/forward.ts';
import { deltaRuleGradientWasmJob } from '../deltaRule/wasm/gradient.ts';
import type { WasmForms } from '../operator.ts';
import type { DeltaNetProblem } from './problem.ts';

/** DeltaNet in WebAssembly, and its gradient. */
export const deltaNetWasm: WasmForms<DeltaNetProblem> = {
  forms: ['recurrent'],
  job: (call) => deltaRuleWasmJob(call, { reads: 'k' }),
};
export const deltaNetGradientWasm: WasmForms<DeltaNetProblem> = {
  forms: ['recurrent'],
  job: (call) => deltaRuleGradientWasmJob(call, { reads: 'k' }),
};
