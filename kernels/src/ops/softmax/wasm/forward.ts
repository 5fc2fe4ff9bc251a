import type { WasmCall, WasmJob } from '../../wasm/call.ts';
import { BYTES, padded, paddedResult, paddedRows } from '../../wasm/padded.ts';
import { stepsByTokens } from '../../wasm/tokens.ts';
import type { SoftmaxAttentionProblem } from '../problem.ts';

/** Rows of a panel of keys or values. */
export const PANEL = 8;

/** Queries at a time. */
export const QUERIES = 4;

/** Softmax attention in WebAssembly: a step computes some queries of a head. */
export function forwardJob(call: WasmCall<SoftmaxAttentionProblem>): WasmJob {
  const { kernels, sizes, options, input, result, scratch } = call;
  const { B, H, T, D, Dv } = sizes;
  const { tokens, steps, place } = stepsByTokens(B * H, T, (T / 2) * (D + Dv), QUERIES);
  const keys = Math.ceil(T / PANEL) * PANEL;
  const q = paddedRows(call, input('q'), D, tokens);
  const k = paddedRows(call, input('k'), D, T);
  const v = paddedRows(call, input('v'), Dv, T);
  const output = paddedResult(call, result('output'), Dv, tokens);
  const panels = scratch(keys * padded(D));
  const weights = scratch(QUERIES * (keys + 1 + padded(Dv)));
  return {
    steps,
    run(step) {
      const { head, first, count } = place(step);
      const row = head * T + first;
      if (first === 0) {
        for (const rows of [k, v]) rows.load(row, T);
        kernels.packPanels({ to: panels, from: k.at(row), rows: T, size: padded(D) });
      }
      q.load(row, count);
      kernels.softmaxQueries({
        ...{ first, count, D: padded(D), Dv: padded(Dv), panels, weights, line: keys * BYTES, scale: options.scale },
        ...{ q: q.at(row), v: v.at(head * T), output: output.at(row) },
      });
      output.save(row, count);
    },
  };
}
