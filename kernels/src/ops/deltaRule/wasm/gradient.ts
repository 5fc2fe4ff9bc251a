import type { WasmCall, WasmJob } from '../../wasm/call.ts';
import { BYTES, padded, paddedResult, paddedRows, zeroRows } from '../../wasm/padded.ts';
import { stepsByTokens, thereAndBack } from '../../wasm/tokens.ts';
import { BAND } from './forward.ts';
import type { DeltaRuleExtras } from './forward.ts';
import { strengthsOf } from './strengths.ts';

/** Tokens of a block at least: so many S of four rows stay in a near cache. */
const SHORTEST_BLOCK = 32;

/**
 * The gradient of the recurrence of S in WebAssembly: forwards for the errors and S before every block of tokens, then
 * backwards, block by block. Blocks are about √T long, so that 2√T states are in memory instead of T.
 */
export function deltaRuleGradientWasmJob(call: WasmCall, { reads }: Pick<DeltaRuleExtras, 'reads'>): WasmJob {
  const { kernels, sizes, input, result, scratch } = call;
  const { B, H, T, D, Dv } = sizes;
  const block = Math.max(SHORTEST_BLOCK, Math.ceil(Math.sqrt(T)));
  const pieces = stepsByTokens(B * H, T, 9 * D * Dv, block);
  const { tokens } = pieces;
  const keys = (name: string) => paddedRows(call, input(name), D, tokens);
  const values = (name: string) => paddedRows(call, input(name), Dv, tokens);
  const [q, k, v] = [keys('q'), keys('k'), values('v')];
  const p = reads === 'k' ? k : reads && keys(reads);
  const outputGradient = input('outputGradient') ? values('outputGradient') : zeroRows(call, tokens * padded(Dv));
  const gradientOf = (name: string, size: number) => paddedResult(call, result(name), size, tokens);
  const [dq, dk, dv] = [gradientOf('qGradient', D), gradientOf('kGradient', D), gradientOf('vGradient', Dv)];
  const dp = result('pGradient') ? gradientOf('pGradient', D) : reads && dk;
  const [dBeta, dGamma] = [result('betaGradient'), result('gammaGradient')];
  const strengths = strengthsOf(call);
  const { beta } = strengths;
  const gamma = dGamma ? input('gamma') : strengths.gamma;
  const size = padded(Dv) * padded(D);
  const memory = scratch(size);
  const recalled = scratch(padded(Dv));
  const errors = scratch(T * padded(Dv));
  const states = scratch(Math.ceil(T / block) * size);
  const states4 = scratch((block + 1) * 4 * padded(D));
  const at = (address: number, row: number): number => address && address + row * BYTES;
  const shared = { block, D: padded(D), Dv: padded(Dv) };
  const memoryOf = (name: string, head: number) => at(input(name), head * Dv * D);

  function forwards(head: number, first: number, count: number): void {
    const row = head * T + first;
    if (first === 0) kernels.packMemory({ to: memory, from: memoryOf('initialMemory', head), rows: Dv, columns: D });
    for (const rows of [k, v, p]) rows?.load(row, count);
    kernels.deltaRuleErrors({
      ...{ ...shared, count, band: BAND, k: k.at(row), p: p?.at(row) ?? 0, v: v.at(row), recalled },
      ...{ beta: at(beta, row), gamma: at(gamma, row), errors: at(errors, first * padded(Dv)) },
      ...{ memoryAt: memory, states: at(states, (first / block) * size) },
    });
  }

  function backwards(head: number, first: number, count: number): void {
    const row = head * T + first;
    if (first + count === T)
      kernels.packMemory({ to: memory, from: memoryOf('finalMemoryGradient', head), rows: Dv, columns: D });
    for (const rows of [q, k, p, outputGradient]) rows?.load(row, count);
    kernels.deltaRuleBackwards({
      ...{ ...shared, count, q: q.at(row), k: k.at(row), p: p?.at(row) ?? 0 },
      ...{ beta: at(beta, row), gamma: at(gamma, row), outputGradient: outputGradient.at(row) },
      ...{ errors: at(errors, first * padded(Dv)), states: at(states, (first / block) * size), gradient: memory },
      ...{ dq: dq.at(row), dk: dk.at(row), dp: dp ? dp.at(row) : 0, dv: dv.at(row) },
      ...{ dBeta: at(dBeta, row), dGamma: at(dGamma, row), place: states4 },
    });
    for (const rows of [dq, dk, dv]) rows.save(row, count);
    if (dp && dp !== dk) dp.save(row, count);
    const toStart = at(result('initialMemoryGradient'), head * Dv * D);
    if (first === 0 && toStart) kernels.unpackMemory({ to: toStart, from: memory, rows: Dv, columns: D });
  }

  return thereAndBack(pieces, B * H, { forwards, backwards });
}
