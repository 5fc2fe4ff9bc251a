import { openVlaDecoder, vla } from '../../src/index.ts';
import { DeviceError } from '../../src/errors.ts';
import type { HostTensor, VlaDecodeToken, VlaDecoder } from '../../src/index.ts';
import { DeviceRunner } from '../../src/runtime/runner.ts';
import { checkOf, sideOf } from '../compare.ts';
import type { Contender } from '../contender.ts';
import { emptyDispatch } from '../emptyDispatch.ts';
import { vlaRecurrentFlops } from '../flops.ts';
import { attentionArrays } from '../inputs.ts';
import type { AttentionArrays } from '../inputs.ts';
import { LAMBDA0 } from '../operators.ts';
import { timePairs } from '../pairs.ts';
import { ratioRow } from '../row.ts';
import { runSteps } from '../suite.ts';
import type { Step, StepContext } from '../suite.ts';
import type { BenchRow, SuiteArguments, SuiteResult } from '../types.ts';

export interface DecodeSizes {
  readonly D: number;
  readonly heads: readonly number[];
}

export const DECODE_SIZES: DecodeSizes = { D: 64, heads: [1, 4, 16] };

/** Tokens of the sequence that is decoded, over and over. */
const TOKENS = 32;
/** As in compare.ts. */
const ALLOWED = 1e-4;

/** One token at a time: a step against a dispatch that does nothing. */
export function decodeSuite(args: SuiteArguments & { readonly sizes?: DecodeSizes }): Promise<SuiteResult> {
  const sizes = args.sizes ?? DECODE_SIZES;
  const steps = sizes.heads.map((H): Step => {
    return { title: `decoding, ${H} heads`, weight: 1, run: (context) => stepRows(context, sizes.D, H) };
  });
  return runSteps('decode', steps, args);
}

/** P8: a token in, its output out; against a dispatch of nothing with as many numbers in and out. */
async function stepRows({ session, lane, pairs, seed, signal, onProgress }: StepContext, D: number, H: number) {
  refuseLateAnswers(session);
  const arrays = attentionArrays({ B: 1, H, T: TOKENS, D }, seed);
  const tokens = Array.from({ length: TOKENS }, (_, t) => tokenOf(arrays, t));
  const open = (): Promise<VlaDecoder> =>
    openVlaDecoder({ sizes: { B: 1, H, D, Dv: D }, options: { lambda0: LAMBDA0 }, session });
  const check = await checkDecoder(await open(), arrays, tokens, session);
  const shape = { H, D };
  const title = 'a decode step against an empty dispatch with the same numbers in and out';
  if (!check.ok) return [ratioRow({ lane, goal: 'P8', title, shape }, { check, times: null, sides: [] })];

  const decoder = await open();
  let next = 0;
  const step: Contender = {
    label: 'decode step',
    form: 'recurrent',
    flops: vlaRecurrentFlops({ B: 1, H, T: 1, D }),
    start: async () => void (await decoder.step(tokens[next++ % TOKENS]!)),
    settled: () => Promise.resolve(),
    output: async () => (await decoder.step(tokens[next++ % TOKENS]!)).output.data as Float32Array,
    dispose: () => decoder.dispose(),
  };
  const nothing = emptyDispatch(session, { in: 4 * H * D, out: H * D });
  const empty: Contender = {
    label: 'empty dispatch',
    form: null,
    flops: null,
    start: async () => void (await nothing.run()),
    settled: () => Promise.resolve(),
    output: () => nothing.run(),
    dispose: () => nothing.dispose(),
  };
  const times = await timePairs(step, empty, { pairs, signal, onProgress });
  step.dispose();
  empty.dispose();
  const sides = [sideOf(step, times.first), sideOf(empty, times.second)];
  const rows: BenchRow[] = [ratioRow({ lane, goal: 'P8', title, shape }, { check, times, sides })];
  return rows;
}

/** Each step waits for its output. Where the device speaks at fixed times only, that is all that would be measured. */
function refuseLateAnswers({ device }: StepContext['session']): void {
  const { areLate, latency } = DeviceRunner.of(device).answers;
  if (!areLate) return;
  throw new DeviceError(
    'timing',
    `a step takes as long as the device needs to say that it is done: ${Math.round(latency)} ms`,
  );
}

/** The first tokens, one by one, against one pass over them. */
async function checkDecoder(
  decoder: VlaDecoder,
  { B, H, T, D, ...arrays }: AttentionArrays,
  tokens: readonly VlaDecodeToken[],
  session: StepContext['session'],
) {
  const tensor = (data: Float32Array): HostTensor => ({ shape: [B, H, T, D], data });
  const inputs = { q: tensor(arrays.q), k: tensor(arrays.k), v: tensor(arrays.v), u: tensor(arrays.u) };
  const whole = await vla(inputs, { lambda0: LAMBDA0, session });
  const decoded = new Float32Array(B * H * T * D);
  for (const [t, token] of tokens.entries()) {
    const { output } = await decoder.step(token);
    for (let head = 0; head < B * H; head++)
      decoded.set((output.data as Float32Array).subarray(head * D, (head + 1) * D), (head * T + t) * D);
  }
  decoder.dispose();
  return checkOf(decoded, whole.output.data as Float32Array, ALLOWED);
}

/** Step t of every head. */
function tokenOf({ B, H, T, D, ...arrays }: AttentionArrays, t: number): VlaDecodeToken {
  const pick = (data: Float32Array): HostTensor => {
    const rows = new Float32Array(B * H * D);
    for (let head = 0; head < B * H; head++) {
      rows.set(data.subarray((head * T + t) * D, (head * T + t + 1) * D), head * D);
    }
    return { shape: [B, H, D], data: rows };
  };
  return { q: pick(arrays.q), k: pick(arrays.k), v: pick(arrays.v), u: pick(arrays.u) };
}
