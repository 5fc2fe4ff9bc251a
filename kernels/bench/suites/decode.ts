import { openVlaDecoder, vla } from '../../src/index.ts';
import { DeviceError } from '../../src/errors.ts';
import type { Decoded, HostTensor, VlaDecodeToken, VlaDecoder } from '../../src/index.ts';
import { DeviceRunner } from '../../src/runtime/runner.ts';
import { checkOf, sideOf } from '../compare.ts';
import type { Contender } from '../contender.ts';
import { emptyDispatch } from '../emptyDispatch.ts';
import type { EmptyDispatch } from '../emptyDispatch.ts';
import { vlaRecurrentFlops } from '../flops.ts';
import type { GoalName } from '../goals.ts';
import { attentionArrays } from '../inputs.ts';
import type { AttentionArrays } from '../inputs.ts';
import { LAMBDA0 } from '../operators.ts';
import { timeInTurn } from '../pairs.ts';
import { medianOf, quantilesOf } from '../quantiles.ts';
import { rowOf } from '../row.ts';
import type { RowParts } from '../row.ts';
import { runSteps } from '../suite.ts';
import type { Step, StepContext } from '../suite.ts';
import type { BenchRow, OutputCheck, SuiteArguments, SuiteResult } from '../types.ts';

export interface DecodeSizes {
  readonly D: number;
  readonly heads: readonly number[];
}

export const DECODE_SIZES: DecodeSizes = { D: 64, heads: [1, 4, 16] };

/** Tokens of the sequence that is decoded, over and over; and those of them that are given to the decoder together. */
const TOKENS = 32;
const TOGETHER = 8;
/** As in compare.ts. */
const ALLOWED = 1e-4;

/** One token at a time, against a dispatch that does nothing and one that touches the state; and eight known tokens at once. */
export function decodeSuite(args: SuiteArguments & { readonly sizes?: DecodeSizes }): Promise<SuiteResult> {
  const sizes = args.sizes ?? DECODE_SIZES;
  const steps = sizes.heads.map((H): Step => {
    return { title: `decoding, ${H} heads`, weight: 1, run: (context) => stepRows(context, sizes.D, H) };
  });
  return runSteps('decode', steps, args);
}

/**
 * P8: a token in, its output out; against a dispatch of nothing with as many numbers in and out, and, beyond that, against one that
 * touches every number of the state. P8b: a token of eight known ones, against a single step.
 */
async function stepRows(context: StepContext, D: number, H: number): Promise<BenchRow[]> {
  const { session, lane, pairs, seed, signal, onProgress } = context;
  refuseLateAnswers(session);
  const arrays = attentionArrays({ B: 1, H, T: TOKENS, D }, seed);
  const open = (): Promise<VlaDecoder> =>
    openVlaDecoder({ sizes: { B: 1, H, D, Dv: D }, options: { lambda0: LAMBDA0 }, session });
  const check = await checkDecoder(open, arrays, session);
  const contenders = check.ok ? await contendersOf(open, arrays, session) : [];
  for (const contender of contenders) await warmUp(contender, signal);
  const times = check.ok ? await timeInTurn(contenders, { pairs, signal, onProgress }) : [];
  const [step = [], empty = [], touch = [], many = []] = times;
  const sides = contenders.map((contender, i) => sideOf(contender, medianOf(times[i]!)));
  for (const contender of contenders) contender.dispose();
  const row = (
    goal: GoalName,
    title: string,
    others: readonly number[],
    ratio: (round: number) => number,
  ): BenchRow => {
    const { value, samples, note } = ratioOf(check.ok ? step.map((_, round) => ratio(round)) : []);
    const ours = sides.filter((_, i) => others.includes(i));
    return rowOf({
      lane,
      goal,
      title,
      shape: { H, D },
      unit: 'times',
      value,
      samples,
      sides: ours,
      check,
      note,
    });
  };
  return [
    row(
      'P8',
      'a decode step / an empty dispatch with the same numbers in and out',
      [0, 1],
      (i) => step[i]! / empty[i]!,
    ),
    row('P8 state', 'what a decode step takes beyond that / a dispatch that touches the state', [0, 1, 2], (i) =>
      beyond(step[i]!, touch[i]!, empty[i]!),
    ),
    row('P8b', 'a token of eight known ones / a decode step', [3, 0], (i) => many[i]! / TOGETHER / step[i]!),
  ];
}

/** Quantiles of what is a ratio. Where what is compared with can't be told from nothing in half of the rounds or more, there is none. */
export function ratioOf(ratios: readonly number[]): Pick<RowParts, 'value' | 'samples' | 'note'> {
  const finite = ratios.filter(Number.isFinite);
  if (2 * finite.length > ratios.length) return { value: quantilesOf(finite), samples: finite.length, note: null };
  const note = ratios.length > 0 ? 'what it is compared with can’t be told from an empty dispatch here' : null;
  return { value: null, samples: finite.length, note };
}

/** How many times as long as another a computation takes beyond what both have in common. */
function beyond(time: number, other: number, common: number): number {
  return other > common ? Math.max(0, time - common) / (other - common) : Infinity;
}

/** A step, an empty dispatch, one that touches the state, and some tokens at once. */
async function contendersOf(
  open: () => Promise<VlaDecoder>,
  arrays: AttentionArrays,
  session: StepContext['session'],
): Promise<Contender[]> {
  const { H, D, T } = arrays;
  const [decoder, other] = [await open(), await open()];
  const tokens = Array.from({ length: T }, (_, t) => tokenOf(arrays, t));
  const groups = Array.from({ length: T / TOGETHER }, (_, i) => tokensOf(arrays, i * TOGETHER, TOGETHER));
  let next = 0;
  const words = { in: 4 * H * D, out: H * D };
  return [
    contenderOf('decode step', vlaRecurrentFlops({ B: 1, H, T: 1, D }), {
      run: async () => outputOf(await decoder.step(tokens[next++ % T]!)),
      dispose: () => decoder.dispose(),
    }),
    contenderOf('empty dispatch', null, emptyDispatch(session, words)),
    contenderOf('dispatch that touches the state', null, emptyDispatch(session, { ...words, state: 2 * H * D * D })),
    contenderOf(`${TOGETHER} known tokens`, vlaRecurrentFlops({ B: 1, H, T: TOGETHER, D }), {
      run: async () => outputOf(await other.stepMany(groups[next++ % groups.length]!)),
      dispose: () => other.dispose(),
    }),
  ];
}

function contenderOf(label: string, flops: number | null, { run, dispose }: EmptyDispatch): Contender {
  const form = flops === null ? null : 'recurrent';
  return { label, form, flops, start: async () => void (await run()), settled: async () => {}, output: run, dispose };
}

function outputOf({ output }: Decoded): Float32Array {
  return output.data as Float32Array;
}

/** Of a step most is done by this program, which its engine compiles better and better over a thousand steps. */
const STEPS_TO_WARM_UP = 2000;
const LONGEST_WARM_UP = 3000;

async function warmUp({ start }: Contender, signal: AbortSignal | undefined): Promise<void> {
  const end = performance.now() + LONGEST_WARM_UP;
  for (let step = 0; step < STEPS_TO_WARM_UP && performance.now() < end; step++) {
    signal?.throwIfAborted();
    await start();
  }
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

/** The tokens one by one, and some at once, against one pass over them: the larger difference, or one that is too large. */
async function checkDecoder(
  open: () => Promise<VlaDecoder>,
  arrays: AttentionArrays,
  session: StepContext['session'],
): Promise<OutputCheck> {
  const { B, H, T, D } = arrays;
  const whole = await vla(tokensOf(arrays, 0, T), { lambda0: LAMBDA0, session });
  const checks: OutputCheck[] = [];
  for (const together of [1, TOGETHER]) {
    const decoder = await open();
    const decoded = new Float32Array(B * H * T * D);
    for (let t = 0; t < T; t += together) {
      const { output } = await (together === 1
        ? decoder.step(tokenOf(arrays, t))
        : decoder.stepMany(tokensOf(arrays, t, together)));
      for (let head = 0; head < B * H; head++) {
        const rows = (output.data as Float32Array).subarray(head * together * D, (head + 1) * together * D);
        decoded.set(rows, (head * T + t) * D);
      }
    }
    decoder.dispose();
    checks.push(checkOf(decoded, whole.output.data as Float32Array, ALLOWED));
  }
  return checks.find(({ ok }) => !ok) ?? checks.reduce((a, b) => (b.difference <= a.difference ? a : b));
}

/** Step t of every head. */
function tokenOf(arrays: AttentionArrays, t: number): VlaDecodeToken {
  const { B, H, D } = arrays;
  const { q, k, v, u } = tokensOf(arrays, t, 1);
  const single = ({ data }: HostTensor): HostTensor => ({ shape: [B, H, D], data });
  return { q: single(q), k: single(k), v: single(v), u: single(u) };
}

/** `count` steps of every head from step `start` on. */
function tokensOf({ B, H, T, D, ...arrays }: AttentionArrays, start: number, count: number): VlaDecodeToken {
  const pick = (data: Float32Array): HostTensor => {
    const rows = new Float32Array(B * H * count * D);
    for (let head = 0; head < B * H; head++) {
      rows.set(data.subarray((head * T + start) * D, (head * T + start + count) * D), head * count * D);
    }
    return { shape: [B, H, count, D], data: rows };
  };
  return { q: pick(arrays.q), k: pick(arrays.k), v: pick(arrays.v), u: pick(arrays.u) };
}
