import * as tf from '@tensorflow/tfjs-core';
import { sideOf } from '../compare.ts';
import { checkGradients, sameSteps } from '../gradientCheck.ts';
import { opLoopStepContender, outputGradientArray, vlaStepContender } from '../gradientContenders.ts';
import { attentionArrays } from '../inputs.ts';
import type { AttentionArrays } from '../inputs.ts';
import { operatorContender, residentInputs } from '../operators.ts';
import type { ResidentInputs } from '../operators.ts';
import { timePairs } from '../pairs.ts';
import { peakBytes } from '../peakBytes.ts';
import { checkAgainstReference } from '../referenceCheck.ts';
import { exactly, ratioRow, rowOf } from '../row.ts';
import { countWork } from '../submissions.ts';
import { runSteps } from '../suite.ts';
import type { Step, StepContext } from '../suite.ts';
import type { BenchRow, SuiteArguments, SuiteResult } from '../types.ts';

export interface GradientSizes {
  readonly D: number;
  /** For the loop of tfjs operations with its gradient, lengths from short to long. */
  readonly opLoop: { readonly H: number; readonly lengths: readonly number[] };
  /** For what it holds in memory, which grows with every operation; null where a step of that length takes too long. */
  readonly memory: { readonly H: number; readonly T: number } | null;
  /** For the gradient against the forward pass; its dispatches are counted at the longest. */
  readonly share: { readonly H: number; readonly lengths: readonly number[] };
}

/** The time of the loop grows with T²: a step at T = 128 takes some seconds, on SwiftShader more than ten. */
export const GRADIENT_SIZES: GradientSizes = {
  D: 64,
  opLoop: { H: 4, lengths: [128, 256] },
  memory: { H: 1, T: 512 },
  share: { H: 4, lengths: [128, 512] },
};

/** A step of the loop at T = 512 takes SwiftShader more than five minutes. What tfjs holds there does not depend on the driver. */
export const GRADIENT_SIZES_SWIFTSHADER: GradientSizes = { ...GRADIENT_SIZES, memory: null };

/** On a hardware GPU. The loop keeps about 1.4 GB for four heads of 512 tokens. */
export const GRADIENT_SIZES_HARDWARE: GradientSizes = {
  D: 64,
  opLoop: { H: 4, lengths: [128, 512] },
  memory: { H: 4, T: 512 },
  share: { H: 8, lengths: [1024, 4096] },
};

/** A pass of the loop that takes longer, in milliseconds, is not followed by one over a longer sequence. */
const LONG_ENOUGH = 15_000;

/** The pairs with the loop take about as many milliseconds: fewer of them where a pass is long, but some at least. */
const PAIRS_WITHIN = 180_000;
const FEWEST_PAIRS = 3;

/** A training step in the operator: against a loop of operations that tfjs differentiates, and against the forward pass. */
export function gradientSuite(args: SuiteArguments & { readonly sizes?: GradientSizes }): Promise<SuiteResult> {
  const sizes = args.sizes ?? sizesFor(args.session.adapter);
  const { opLoop, memory, share } = sizes;
  let pass = 0;
  const loopStep = (T: number): Step => ({
    title: `loop of tfjs operations with its gradient, T = ${T}`,
    weight: T * 100,
    async run(context) {
      if (pass > LONG_ENOUGH) {
        context.note(`T = ${T} left out: a pass of the loop over fewer tokens took ${(pass / 1000).toFixed(0)} s.`);
        return [];
      }
      const row = await opLoopRow(context, { H: opLoop.H, T, D: sizes.D });
      pass = row.sides[0]?.milliseconds ?? 0;
      return [row];
    },
  });
  const longest = share.lengths[share.lengths.length - 1]!;
  const steps: Step[] = [
    ...share.lengths.map((T): Step => ({
      title: `forward and backward, T = ${T}`,
      weight: T,
      run: async (context) => [await shareRow(context, { H: share.H, T, D: sizes.D })],
    })),
    {
      title: 'dispatches',
      weight: longest * 0.2,
      run: (context) => dispatchRows(context, { H: share.H, T: longest, D: sizes.D }),
    },
    ...opLoop.lengths.map(loopStep),
    ...(memory ? [memoryStep({ ...memory, D: sizes.D })] : []),
  ];
  return runSteps('gradient', steps, args);
}

function memoryStep(sizes: Sizes): Step {
  const run: Step['run'] = async (context) => [await memoryRow(context, sizes)];
  return { title: 'memory of a step', weight: sizes.T * 10, run };
}

function sizesFor({ label, software }: SuiteArguments['session']['adapter']): GradientSizes {
  if (!software) return GRADIENT_SIZES_HARDWARE;
  return /swiftshader/i.test(label) ? GRADIENT_SIZES_SWIFTSHADER : GRADIENT_SIZES;
}

interface Sizes {
  readonly H: number;
  readonly T: number;
  readonly D: number;
}

/** Inputs of a step on the device, and the same numbers beside them. */
interface StepInputs {
  readonly arrays: AttentionArrays;
  readonly gradientArray: Float32Array;
  readonly inputs: ResidentInputs;
  readonly outputGradient: tf.Tensor;
  dispose(): void;
}

function stepInputs({ D, H, T }: Sizes, seed: number): StepInputs {
  const arrays = attentionArrays({ B: 1, H, T, D }, seed);
  const gradientArray = outputGradientArray(arrays, seed + 1);
  const inputs = residentInputs(arrays);
  const outputGradient = tf.tensor4d(gradientArray, [1, H, T, D]);
  const dispose = (): void => [inputs, outputGradient].forEach((each) => each.dispose());
  return { arrays, gradientArray, inputs, outputGradient, dispose };
}

/** P2: output and gradients as tfjs computes them, operation by operation. */
async function opLoopRow({ session, lane, pairs, seed, signal, onProgress }: StepContext, sizes: Sizes) {
  const { inputs, outputGradient, dispose } = stepInputs(sizes, seed);
  const loop = opLoopStepContender({ session, inputs, outputGradient });
  const kernel = vlaStepContender({ session, inputs, outputGradient });
  const ours = await kernel.results();
  const start = performance.now();
  const check = sameSteps(ours, await loop.results());
  const milliseconds = performance.now() - start;
  const most = Math.floor(PAIRS_WITHIN / milliseconds);
  // A pass of the loop is long enough to be timed by itself, and is warm by now.
  const batches = [{ count: 1, milliseconds }];
  const options = { pairs: Math.min(pairs, Math.max(FEWEST_PAIRS, most)), batches, signal, onProgress };
  const times = check.ok ? await timePairs(loop, kernel, options) : null;
  const sides = times ? [sideOf(loop, times.first), sideOf(kernel, times.second)] : [];
  dispose();
  const title = 'a training step of VLA against a loop of tfjs operations with its gradient';
  return ratioRow({ lane, goal: 'P2', title, shape: { ...sizes } }, { check, times, sides });
}

/** P2: bytes in use at once beyond the inputs, results included. */
async function memoryRow({ session, lane, seed, signal }: StepContext, sizes: Sizes): Promise<BenchRow> {
  const { inputs, outputGradient, dispose } = stepInputs(sizes, seed);
  const measured = [];
  for (const contender of [
    vlaStepContender({ session, inputs, outputGradient }),
    opLoopStepContender({ session, inputs, outputGradient }),
  ]) {
    signal?.throwIfAborted();
    // What was let go of before, and is still counted.
    await contender.settled();
    let results: readonly Float32Array[] = [];
    const bytes = await peakBytes(async () => {
      results = await contender.results();
    });
    measured.push({ results, bytes });
  }
  dispose();
  const [ours, theirs] = measured as [(typeof measured)[number], (typeof measured)[number]];
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  return rowOf({
    lane,
    goal: 'P2 bytes',
    title: 'memory of a training step beyond its inputs, over that of the loop of tfjs operations',
    shape: { ...sizes },
    unit: 'times',
    value: exactly(ours.bytes / theirs.bytes),
    samples: 1,
    check: sameSteps(ours.results, theirs.results),
    note: `${megabytes(ours.bytes)} against ${megabytes(theirs.bytes)}, output and gradients included`,
  });
}

/** P9: what the gradient adds to the forward pass. */
async function shareRow({ session, lane, pairs, seed, signal, onProgress }: StepContext, sizes: Sizes) {
  const { arrays, gradientArray, inputs, outputGradient, dispose } = stepInputs(sizes, seed);
  const both = vlaStepContender({ session, inputs, outputGradient });
  const forward = operatorContender({ session, operator: 'vla', inputs });
  const results = await both.results();
  const checks = [
    checkAgainstReference('vla', arrays, await forward.output()),
    checkAgainstReference('vla', arrays, results[0]!),
    checkGradients(arrays, gradientArray, results),
  ];
  const check = checks.find(({ ok }) => !ok) ?? checks[2]!;
  const times = check.ok ? await timePairs(both, forward, { pairs, signal, onProgress }) : null;
  const sides = times ? [sideOf(both, times.first), sideOf(forward, times.second)] : [];
  dispose();
  const title = 'forward and backward pass against the forward pass';
  return ratioRow({ lane, goal: 'P9', title, shape: { ...sizes } }, { check, times, sides });
}

/** P7: what a backward pass dispatches and submits beyond its forward pass. */
async function dispatchRows({ session, lane, seed }: StepContext, sizes: Sizes): Promise<BenchRow[]> {
  const { inputs, outputGradient, dispose } = stepInputs(sizes, seed);
  const both = vlaStepContender({ session, inputs, outputGradient });
  const forward = operatorContender({ session, operator: 'vla', inputs });
  // The first pass compiles and uploads.
  await both.results();
  const [all, first] = [both, forward].map((contender) => countWork(session.device, () => void contender.start()));
  await session.settled();
  dispose();
  const row = (goal: 'P7 backward' | 'P7 submissions', title: string, count: number): BenchRow =>
    rowOf({ lane, goal, title, shape: { ...sizes }, unit: '', value: exactly(count), samples: 1 });
  return [
    row('P7 backward', 'dispatches of a backward pass', all!.dispatches - first!.dispatches),
    row('P7 submissions', 'submissions of a backward pass', all!.submissions - first!.submissions),
  ];
}
