import type { WasmForms } from '../operator.ts';
import { forwardJob } from './wasm/forward.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';

/** Softmax attention in WebAssembly. */
export const softmaxAttentionWasm: WasmForms<SoftmaxAttentionProblem> = { forms: ['full'], job: forwardJob };
