import { deltaRuleWasmJob } from '../deltaRule/wasm/forward.ts';
import type { WasmForms } from '../operator.ts';
import type { GatedDeltaProblem } from './problem.ts';

/** The gated delta rule in WebAssembly. */
export const gatedDeltaWasm: WasmForms<GatedDeltaProblem> = {
  forms: ['recurrent'],
  job: (call) => deltaRuleWasmJob(call, { reads: call.options.error === 'residual' ? 'p' : null }),
};
