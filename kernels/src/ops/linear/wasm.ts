import type { WasmForms } from '../operator.ts';
import type { LinearAttentionProblem } from './problem.ts';
import { forwardJob } from './wasm/forward.ts';
import { gradientJob } from './wasm/gradient.ts';

/** Linear attention in WebAssembly, and its gradient. */
export const linearWasm: WasmForms<LinearAttentionProblem> = { forms: ['recurrent'], job: forwardJob };
export const linearGradientWasm: WasmForms<LinearAttentionProblem> = { forms: ['recurrent'], job: gradientJob };
