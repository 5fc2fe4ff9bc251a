import type { WasmCall, WasmJob } from '../../wasm/call.ts';
import { BYTES, padded, paddedResult, paddedRows } from '../../wasm/padded.ts';
import { stepsByTokens } from '../../wasm/tokens.ts';
import type { SoftmaxAttentionProblem } from '../problem.ts';
import { PANEL, QUERIES } from './forward.ts';

/** The gradient of softmax attention in WebAssembly: a step goes through some queries of a head. */
export function gradientJob(call: WasmCall<SoftmaxAttentionProblem>): WasmJob {
  const { kernels, sizes, options, input, result, scratch, floats } = call;
  const { B, H, T, D, Dv } = sizes;
  const { tokens, steps, place } = stepsByTokens(B * H, T, 2.5 * (T / 2) * (D + Dv), QUERIES);
  const keys = Math.ceil(T / PANEL) * PANEL;
  const q = paddedRows(call, input('q'), D, tokens);
  const outputGradient = paddedRows(call, input('outputGradient'), Dv, tokens);
  const k = paddedRows(call, input('k'), D, T);
  const v = paddedRows(call, input('v'), Dv, T);
  const dq = paddedResult(call, result('qGradient'), D, tokens);
  const dk = paddedResult(call, result('kGradient'), D, T);
  const dv = paddedResult(call, result('vGradient'), Dv, T);
  const keyPanels = scratch(keys * padded(D));
  const valuePanels = scratch(keys * padded(Dv));
  const weights = scratch(QUERIES * (2 * keys + 1 + padded(D)));
  return {
    steps,
    run(step) {
      const { head, first, count } = place(step);
      const start = head * T;
      const row = start + first;
      if (first === 0) {
        for (const rows of [k, v]) rows.load(start, T);
        kernels.packPanels({ to: keyPanels, from: k.at(start), rows: T, size: padded(D) });
        kernels.packPanels({ to: valuePanels, from: v.at(start), rows: T, size: padded(Dv) });
        floats(dk.at(start), T * padded(D)).fill(0);
        floats(dv.at(start), T * padded(Dv)).fill(0);
      }
      for (const rows of [q, outputGradient]) rows.load(row, count);
      kernels.softmaxQueriesBackwards({
        ...{ first, count, D: padded(D), Dv: padded(Dv), scale: options.scale, weights, line: keys * BYTES },
        ...{ q: q.at(row), k: k.at(start), keyPanels, valuePanels, outputGradient: outputGradient.at(row) },
        ...{ dq: dq.at(row), dk: dk.at(start), dv: dv.at(start) },
      });
      dq.save(row, count);
      if (first + count < T) return;
      for (const rows of [dk, dv]) rows.save(start, T);
    },
  };
}
