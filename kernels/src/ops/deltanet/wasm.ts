import { deltaRuleWasmJob } from '../deltaRule/wasm/forward.ts';
import type { WasmForms } from '../operator.ts';
import type { DeltaNetProblem } from './problem.ts';

/** DeltaNet in WebAssembly. */
export const deltaNetWasm: WasmForms<DeltaNetProblem> = {
  forms: ['recurrent'],
  job: (call) => deltaRuleWasmJob(call, { reads: 'k' }),
};
