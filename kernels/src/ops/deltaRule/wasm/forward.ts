import type { WasmCall, WasmJob } from '../../wasm/call.ts';
import { BYTES, padded, paddedResult, paddedRows } from '../../wasm/padded.ts';
import { stepsByTokens } from '../../wasm/tokens.ts';
import { strengthsOf } from './strengths.ts';

/** Tokens that rows of S go through before it is the next ones' turn: their vectors stay in the nearest cache. */
const BLOCK = 32;

/** Bytes of S that stay there beside them. */
export const BAND = 2 ** 14;

/** Tokens of a head that have been computed: rows of whole vectors. */
export interface WasmTokens {
  readonly head: number;
  readonly count: number;
  readonly q: number;
  readonly k: number;
  readonly output: number;
  /** Whether they are the first, or the last, of the head. */
  readonly starts: boolean;
  readonly ends: boolean;
}

/** What an operator has beside S. */
export interface DeltaRuleExtras {
  /** The input whose S p an error is measured by; null where the whole value is written. */
  readonly reads: 'k' | 'p' | null;
  /** What is left to do with tokens, before their output is anywhere else. */
  after?(tokens: WasmTokens): void;
}

/** The recurrence of S in WebAssembly, for every operator that has it. */
export function deltaRuleWasmJob(call: WasmCall, { reads, after }: DeltaRuleExtras): WasmJob {
  const { kernels, sizes, input, result, scratch } = call;
  const { B, H, T, D, Dv } = sizes;
  const { tokens, steps, place } = stepsByTokens(B * H, T, 3 * D * Dv);
  const [q, k, v] = (
    [
      ['q', D],
      ['k', D],
      ['v', Dv],
    ] as const
  ).map(([name, size]) => paddedRows(call, input(name), size, tokens)) as [Rows, Rows, Rows];
  const p = reads === 'k' ? k : reads && paddedRows(call, input(reads), D, tokens);
  const { beta, gamma } = strengthsOf(call);
  const output = paddedResult(call, result('output'), Dv, tokens);
  const recalled = scratch(padded(Dv));
  const memory = scratch(padded(Dv) * padded(D));
  const memoryOf = (address: number, head: number): number => address && address + head * Dv * D * BYTES;
  return {
    steps,
    run(step) {
      const { head, first, count } = place(step);
      const row = head * T + first;
      const starts = first === 0;
      const ends = first + count === T;
      if (starts)
        kernels.packMemory({ to: memory, from: memoryOf(input('initialMemory'), head), rows: Dv, columns: D });
      for (const rows of [q, k, v, p]) rows?.load(row, count);
      kernels.deltaRuleSteps({
        ...{ count, block: BLOCK, band: BAND, D: padded(D), Dv: padded(Dv), memory, recalled },
        ...{ q: q.at(row), k: k.at(row), p: p?.at(row) ?? 0, v: v.at(row), output: output.at(row) },
        ...{ beta: beta && beta + row * BYTES, gamma: gamma && gamma + row * BYTES },
      });
      after?.({ head, count, q: q.at(row), k: k.at(row), output: output.at(row), starts, ends });
      output.save(row, count);
      if (ends) kernels.unpackMemory({ to: memoryOf(result('finalMemory'), head), from: memory, rows: Dv, columns: D });
    },
  };
}

type Rows = ReturnType<typeof paddedRows>;
