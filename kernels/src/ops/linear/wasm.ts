import type { WasmForms } from '../operator.ts';
import type { WasmCall, WasmJob } from '../wasm/call.ts';
import { BYTES, padded, paddedRows } from '../wasm/padded.ts';
import { stepsByTokens } from '../wasm/tokens.ts';
import type { LinearAttentionProblem } from './problem.ts';

/** Linear attention in WebAssembly. */
export const linearWasm: WasmForms<LinearAttentionProblem> = { forms: ['recurrent'], job: stepsOf };

function stepsOf(call: WasmCall<LinearAttentionProblem>): WasmJob {
  const { kernels, sizes, options, input, result, scratch, floats } = call;
  const { B, H, T, D, Dv } = sizes;
  const stride = padded(D);
  const { tokens, steps, place } = stepsByTokens(B * H, T, 2 * D * Dv);
  const q = paddedRows(call, input('q'), D, tokens);
  const k = paddedRows(call, input('k'), D, tokens);
  const memory = scratch(Dv * stride);
  const normalizer = scratch(stride);
  const start = (to: number, name: string, head: number, rows: number): void => {
    const given = input(name);
    if (given) kernels.padRows({ to, from: given + head * rows * D * BYTES, rows, size: D, stride });
    else floats(to, rows * stride).fill(0);
  };
  const end = (from: number, name: string, head: number, rows: number): void =>
    void kernels.unpadRows({ to: result(name) + head * rows * D * BYTES, from, rows, size: D, stride });
  return {
    steps,
    run(step) {
      const { head, first, count } = place(step);
      const row = head * T + first;
      if (first === 0) {
        start(memory, 'initialMemory', head, Dv);
        start(normalizer, 'initialNormalizer', head, 1);
      }
      q.load(row, count);
      k.load(row, count);
      kernels.linearSteps({
        count,
        D: stride,
        Dv,
        q: q.at(row),
        k: k.at(row),
        v: input('v') + row * Dv * BYTES,
        output: result('output') + row * Dv * BYTES,
        memory,
        normalizer,
        epsilon: options.epsilon,
      });
      if (first + count < T) return;
      end(memory, 'finalMemory', head, Dv);
      end(normalizer, 'finalNormalizer', head, 1);
    },
  };
}
