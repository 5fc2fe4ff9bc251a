import type { WasmForms } from '../operator.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';
import { forwardJob } from './wasm/forward.ts';
import { gradientJob } from './wasm/gradient.ts';

/** Softmax attention in WebAssembly, and its gradient. */
export const softmaxAttentionWasm: WasmForms<SoftmaxAttentionProblem> = { forms: ['full'], job: forwardJob };
export const softmaxAttentionGradientWasm: WasmForms<SoftmaxAttentionProblem> = { forms: ['full'], job: gradientJob };
