import { openSession } from '../../src/index.ts';
import type { HostSession } from '../../src/index.ts';
import { seededRandom } from '../../src/random.ts';
import { operatorLabels } from '../../src/operators.ts';
import { checkOutputs, SAME_OUTPUT, sideOf } from '../compare.ts';
import { attentionArrays } from '../inputs.ts';
import { timedOperators } from '../operators.ts';
import type { OperatorName } from '../operators.ts';
import { timeInTurn } from '../pairs.ts';
import { processorContender } from '../processorContenders.ts';
import type { Pass } from '../processorContenders.ts';
import { medianOf, quantilesOf } from '../quantiles.ts';
import { checkAgainstReference } from '../referenceCheck.ts';
import { rowOf } from '../row.ts';
import { runSteps } from '../suite.ts';
import type { Step, StepContext } from '../suite.ts';
import type { BenchRow, SuiteArguments, SuiteResult } from '../types.ts';

export interface ProcessorSizes {
  readonly H: number;
  /** Sizes of a head, and with each the steps of a sequence that is long enough for what a call costs by itself. */
  readonly lengths: readonly { readonly D: number; readonly T: number }[];
  /** The longest that softmax attention, which costs T², is given. */
  readonly longestSoftmax: number;
  readonly operators: readonly OperatorName[];
  /** Of the loop that the authors of VLA train with. */
  readonly authors: { readonly B: number; readonly H: number; readonly T: number; readonly D: number };
}

export const PROCESSOR_SIZES: ProcessorSizes = {
  H: 8,
  lengths: [
    { D: 16, T: 2048 },
    { D: 32, T: 1024 },
    { D: 64, T: 512 },
  ],
  longestSoftmax: 512,
  operators: timedOperators,
  authors: { B: 64, H: 4, T: 48, D: 32 },
};

export interface ProcessorArguments extends Omit<SuiteArguments<HostSession>, 'session' | 'peers'> {
  readonly sizes?: ProcessorSizes;
  /** What the authors' own loop, forward and backward, takes on a core of this machine; measured by hand. */
  readonly authorsMilliseconds?: number | undefined;
}

/** Without a GPU: the operators in WebAssembly against the same in JavaScript, in turn on one core. */
export async function processorSuite(args: ProcessorArguments): Promise<SuiteResult> {
  const { sizes = PROCESSOR_SIZES, authorsMilliseconds, ...rest } = args;
  const session = (await openSession({ backend: 'wasm' })) as HostSession;
  const slow = (await openSession({ backend: 'cpu' })) as HostSession;
  const longest = (operator: OperatorName, T: number): number =>
    operator === 'softmax' ? Math.min(T, sizes.longestSoftmax) : T;
  const rate = (operator: OperatorName, D: number, T: number, pass: RateArguments['pass']): Step<HostSession> => ({
    title: `${operatorLabels[operator]}, ${pass}, D = ${D}`,
    weight: T * D ** 2,
    run: async (context) => [await rateRow(context, { slow, operator, pass, H: sizes.H, T, D })],
  });
  const steps = (['forward', 'backward'] as const).flatMap((pass) =>
    sizes.operators.flatMap((operator) =>
      sizes.lengths.map(({ D, T }) => rate(operator, D, longest(operator, T), pass)),
    ),
  );
  const authors: Step<HostSession> = {
    title: 'the authors’ loop',
    weight: 1_000_000,
    run: (context) => authorsRow(context, sizes.authors, authorsMilliseconds),
  };
  return runSteps('processor', [...steps, authors], { ...rest, session });
}

interface RateArguments {
  readonly slow: HostSession;
  readonly operator: OperatorName;
  readonly pass: Exclude<Pass, 'both'>;
  readonly H: number;
  readonly T: number;
  readonly D: number;
}

/** C1 and C2: useful operations a second on a core. */
async function rateRow(context: StepContext<HostSession>, args: RateArguments): Promise<BenchRow> {
  const { session, lane, pairs, seed, signal, onProgress } = context;
  const { slow, operator, pass, H, T, D } = args;
  const arrays = attentionArrays({ B: 1, H, T, D }, seed);
  const outputGradient = seededRandom(seed + 1).fillNormal(new Float32Array(H * T * D));
  const common = { operator, arrays, pass, outputGradient, signal };
  const wasm = await processorContender({ ...common, session });
  const javascript = await processorContender({ ...common, session: slow });
  const check =
    pass === 'forward'
      ? checkAgainstReference(operator, arrays, await wasm.output())
      : await checkOutputs(javascript, wasm, SAME_OUTPUT);
  const [slowTimes = [], times = []] = check.ok
    ? await timeInTurn([javascript, wasm], { pairs, signal, onProgress })
    : [];
  const faster = check.ok ? quantilesOf(slowTimes.map((time, pair) => time / times[pair]!)).median : null;
  const notes = [
    faster !== null && `${faster.toPrecision(3)} times as fast as JavaScript`,
    pass === 'backward' && 'counted as twice the operations of the forward pass, which is computed again on the way',
    wasm.ran.backend !== 'wasm' && `there is no such form in WebAssembly: ${wasm.ran.backend} ran`,
  ];
  return rowOf({
    ...{ lane, goal: pass === 'forward' ? 'C1' : 'C2', title: `${operatorLabels[operator]}, ${pass}, on one core` },
    shape: { H, T, D },
    unit: 'GFLOP/s',
    value: check.ok ? quantilesOf(times.map((time) => wasm.flops! / time / 1e6)) : null,
    samples: pairs,
    sides: check.ok ? [sideOf(javascript, medianOf(slowTimes)), sideOf(wasm, medianOf(times))] : [],
    check,
    note: notes.filter(Boolean).join('; '),
  });
}

/** C3: forward and backward in the size of the authors' experiment. */
async function authorsRow(
  context: StepContext<HostSession>,
  sizes: ProcessorSizes['authors'],
  authorsMilliseconds: number | undefined,
): Promise<BenchRow[]> {
  const { session, lane, pairs, seed, signal, onProgress } = context;
  const arrays = attentionArrays(sizes, seed);
  const outputGradient = seededRandom(seed + 1).fillNormal(new Float32Array(arrays.q.length));
  const common = { session, operator: 'vla' as const, arrays, outputGradient, signal };
  const ours = await processorContender({ ...common, pass: 'both' });
  const forward = await processorContender({ ...common, pass: 'forward' });
  const check = checkAgainstReference('vla', arrays, await forward.output());
  const [times = []] = check.ok ? await timeInTurn([ours], { pairs, signal, onProgress }) : [];
  if (authorsMilliseconds === undefined)
    context.note('C3: the authors’ loop in PyTorch is timed by hand; give its time with --authors-milliseconds');
  const title = 'VLA, forward and backward, in the size of the authors’ experiment';
  const given = authorsMilliseconds;
  const value = given === undefined ? times : times.map((time) => given / time);
  return [
    rowOf({
      ...{ lane, goal: given === undefined ? null : 'C3', shape: { ...sizes } },
      title: given === undefined ? title : `the authors’ loop in PyTorch against ours: ${title}`,
      unit: given === undefined ? 'ms' : 'times',
      value: check.ok ? quantilesOf(value) : null,
      samples: pairs,
      sides: check.ok ? [sideOf(ours, medianOf(times))] : [],
      check,
      note: given === undefined ? null : `theirs was measured by hand: ${given} ms on one thread`,
    }),
  ];
}
