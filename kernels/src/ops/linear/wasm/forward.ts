import { deltaRuleWasmJob } from '../../deltaRule/wasm/forward.ts';
import type { WasmCall, WasmJob } from '../../wasm/call.ts';
import { BYTES, padded } from '../../wasm/padded.ts';
import type { LinearAttentionProblem } from '../problem.ts';

/** Linear attention in WebAssembly: a memory to which whole values are written, and what it answers, divided. */
export function forwardJob(call: WasmCall<LinearAttentionProblem>): WasmJob {
  const { kernels, sizes, options, input, result, scratch, floats } = call;
  const { T, D, Dv } = sizes;
  const { epsilon } = options;
  const normalizer = scratch(padded(D));
  const denominators = scratch(T);
  const row = { rows: 1, size: D, stride: padded(D) };
  return deltaRuleWasmJob(call, {
    reads: null,
    after({ head, count, q, k, output, starts, ends }) {
      const given = input('initialNormalizer');
      if (starts && given) kernels.padRows({ to: normalizer, from: given + head * D * BYTES, ...row });
      else if (starts) floats(normalizer, padded(D)).fill(0);
      kernels.linearDenominators({ count, D: padded(D), q, k, normalizer, denominators, epsilon });
      kernels.divideRows({ count, size: padded(Dv), to: output, from: output, denominators });
      if (ends) kernels.unpadRows({ to: result('finalNormalizer') + head * D * BYTES, from: normalizer, ...row });
    },
  });
}
