import type { WasmCall, WasmJob } from '../../wasm/call.ts';
import { BYTES, padded, paddedResult, paddedRows, zeroRows } from '../../wasm/padded.ts';
import { stepsByTokens, thereAndBack } from '../../wasm/tokens.ts';
import type { LinearAttentionProblem } from '../problem.ts';

/**
 * The gradient of linear attention in WebAssembly: forwards with S for the gradient of q, and backwards with R for those of k
 * and v. Neither needs the other, so that no state is kept.
 */
export function gradientJob(call: WasmCall<LinearAttentionProblem>): WasmJob {
  const { kernels, sizes, options, input, result, scratch, floats } = call;
  const { B, H, T, D, Dv } = sizes;
  const pieces = stepsByTokens(B * H, T, 3 * D * Dv);
  const { tokens } = pieces;
  const [q, k] = [paddedRows(call, input('q'), D, tokens), paddedRows(call, input('k'), D, tokens)];
  const v = paddedRows(call, input('v'), Dv, tokens);
  const outputGradient = input('outputGradient')
    ? paddedRows(call, input('outputGradient'), Dv, tokens)
    : zeroRows(call, tokens * padded(Dv));
  const dq = paddedResult(call, result('qGradient'), D, tokens);
  const dk = paddedResult(call, result('kGradient'), D, tokens);
  const dv = paddedResult(call, result('vGradient'), Dv, tokens);
  const memory = scratch(padded(Dv) * padded(D));
  const normalizer = scratch(padded(D));
  const normalizerAgain = scratch(padded(D));
  const denominators = scratch(tokens);
  const answers = scratch(tokens * padded(Dv));
  const weights = scratch(T * padded(Dv));
  const slopes = scratch(T);
  const shared = { D: padded(D), Dv: padded(Dv) };
  const at = (address: number, row: number): number => address && address + row * BYTES;

  /** S and z, or R and r, as a tensor of the call has them. */
  function start(head: number, matrix: string, vector: string): void {
    kernels.packMemory({ to: memory, from: at(input(matrix), head * Dv * D), rows: Dv, columns: D });
    const from = at(input(vector), head * D);
    if (from) kernels.padRows({ to: normalizer, from, rows: 1, size: D, stride: padded(D) });
    else floats(normalizer, padded(D)).fill(0);
  }

  function forwards(head: number, first: number, count: number): void {
    const row = head * T + first;
    if (first === 0) {
      start(head, 'initialMemory', 'initialNormalizer');
      floats(normalizerAgain, padded(D)).set(floats(normalizer, padded(D)));
    }
    for (const rows of [q, k, v, outputGradient]) rows.load(row, count);
    const c = at(weights, first * padded(Dv));
    const keys = { q: q.at(row), k: k.at(row) };
    kernels.linearDenominators({ count, D: padded(D), ...keys, normalizer, denominators, epsilon: options.epsilon });
    kernels.divideRows({ count, size: padded(Dv), to: c, from: outputGradient.at(row), denominators });
    kernels.linearSweep({
      ...{ count, backwards: 0, ...shared, at: memory },
      ...{ w: v.at(row), x: k.at(row), y: q.at(row), c, answers, g: dq.at(row) },
    });
    kernels.linearSlopes({
      ...{ count, ...shared, k: k.at(row), answers, c, denominators },
      ...{ normalizer: normalizerAgain, slopes: at(slopes, first), dq: dq.at(row) },
    });
    dq.save(row, count);
  }

  function backwards(head: number, first: number, count: number): void {
    const row = head * T + first;
    if (first + count === T) start(head, 'finalMemoryGradient', 'finalNormalizerGradient');
    for (const rows of [q, k, v]) rows.load(row, count);
    kernels.linearSweep({
      ...{ count, backwards: 1, ...shared, at: memory },
      ...{ w: at(weights, first * padded(Dv)), x: q.at(row), y: k.at(row), c: v.at(row) },
      ...{ answers: dv.at(row), g: dk.at(row) },
    });
    const gradient = normalizer;
    kernels.linearSlopesBackwards({
      ...{ count, D: padded(D), q: q.at(row), slopes: at(slopes, first), gradient, dk: dk.at(row) },
    });
    for (const rows of [dk, dv]) rows.save(row, count);
    if (first > 0) return;
    const [toMemory, toNormalizer] = [result('initialMemoryGradient'), result('initialNormalizerGradient')];
    if (toMemory) kernels.unpackMemory({ to: at(toMemory, head * Dv * D), from: memory, rows: Dv, columns: D });
    const to = at(toNormalizer, head * D);
    if (to) kernels.unpadRows({ to, from: normalizer, rows: 1, size: D, stride: padded(D) });
  }

  return thereAndBack(pieces, B * H, { forwards, backwards });
}
