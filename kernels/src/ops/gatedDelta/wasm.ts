import { deltaRuleWasmJob } from '../deltaRule/wasm/forward.ts';
import { deltaRuleGradientWasmJob } from '../deltaRule/wasm/gradient.ts';
import type { WasmForms } from '../operator.ts';
import type { WasmCall } from '../wasm/call.ts';
import type { GatedDeltaProblem } from './problem.ts';

const readsOf = ({ options }: WasmCall<GatedDeltaProblem>) => (options.error === 'residual' ? 'p' : null);

/** The gated delta rule in WebAssembly, and its gradient. */
export const gatedDeltaWasm: WasmForms<GatedDeltaProblem> = {
  forms: ['recurrent'],
  job: (call) => deltaRuleWasmJob(call, { reads: readsOf(call) }),
};
export const gatedDeltaGradientWasm: WasmForms<GatedDeltaProblem> = {
  forms: ['recurrent'],
  job: (call) => deltaRuleGradientWasmJob(call, { reads: readsOf(call) }),
};
