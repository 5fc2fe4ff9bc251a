import { isLlvmpipe } from '../../src/runtime/adapter.ts';
import type { AdapterSummary } from '../../src/runtime/types.ts';
import { compare, sideOf } from '../compare.ts';
import type { Compared } from '../compare.ts';
import { attentionArrays } from '../inputs.ts';
import { bestMatmul } from '../matmul.ts';
import { operatorContender, residentInputs } from '../operators.ts';
import { timePairs } from '../pairs.ts';
import { checkAgainstReference } from '../referenceCheck.ts';
import { exactly, ratioRow, rowOf } from '../row.ts';
import { countWork } from '../submissions.ts';
import { runSteps } from '../suite.ts';
import type { Step, StepContext } from '../suite.ts';
import { opLoopContender } from '../tfjsContenders.ts';
import type { BenchRow, SuiteArguments, SuiteResult } from '../types.ts';

export interface ForwardSizes {
  readonly D: number;
  /** For the loop of tfjs operations. */
  readonly opLoop: { readonly H: number; readonly lengths: readonly number[] };
  /** For the rate, DeltaNet, and the count of dispatches. */
  readonly long: { readonly H: number; readonly T: number };
  /** Sizes of square matrices; the fastest product sets the measure. */
  readonly matrices: readonly number[];
}

export const FORWARD_SIZES: ForwardSizes = {
  D: 64,
  opLoop: { H: 4, lengths: [128, 256] },
  long: { H: 8, T: 2048 },
  matrices: [256, 384],
};

/** llvmpipe takes the loop in a quarter of the time that SwiftShader needs, and so a longer one. */
export const FORWARD_SIZES_LLVMPIPE: ForwardSizes = { ...FORWARD_SIZES, opLoop: { H: 4, lengths: [128, 256, 512] } };

/** On a hardware GPU, where these fill it. */
export const FORWARD_SIZES_HARDWARE: ForwardSizes = {
  D: 64,
  opLoop: { H: 8, lengths: [1024] },
  long: { H: 8, T: 8192 },
  matrices: [1024, 2048, 4096],
};

/** The forward pass against a loop of operations, a product of matrices, and DeltaNet; and what it submits. */
export function forwardSuite(args: SuiteArguments & { readonly sizes?: ForwardSizes }): Promise<SuiteResult> {
  const sizes = args.sizes ?? sizesFor(args.session.adapter);
  const { H, T } = sizes.long;
  const steps: Step[] = [
    ...sizes.opLoop.lengths.map((length) => opLoopStep(sizes, length)),
    { title: 'rate against matrix products', weight: H * T * 0.2, run: (context) => rateRows(context, sizes) },
    { title: 'VLA against DeltaNet', weight: H * T * 0.1, run: (context) => deltaNetRows(context, sizes) },
    { title: 'dispatches', weight: H * T * 0.01, run: (context) => dispatchRows(context, sizes) },
  ];
  return runSteps('forward', steps, args);
}

function sizesFor(adapter: AdapterSummary): ForwardSizes {
  if (!adapter.software) return FORWARD_SIZES_HARDWARE;
  return isLlvmpipe(adapter) ? FORWARD_SIZES_LLVMPIPE : FORWARD_SIZES;
}

/** P1: the same maths, operation by operation. */
function opLoopStep({ D, opLoop: { H } }: ForwardSizes, T: number): Step {
  return {
    title: `loop of tfjs operations, T = ${T}`,
    weight: T * 20,
    async run({ session, lane, pairs, seed, signal, onProgress }) {
      const inputs = residentInputs(attentionArrays({ B: 1, H, T, D }, seed));
      const loop = opLoopContender(session, inputs);
      const kernel = operatorContender({ session, operator: 'vla', inputs });
      const compared = await compare(loop, kernel, { pairs, signal, onProgress });
      loop.dispose();
      inputs.dispose();
      const title = 'VLA forward against a loop of tfjs operations';
      return [ratioRow({ lane, goal: 'P1', title, shape: { H, T, D } }, compared)];
    },
  };
}

/** P5: useful operations per second over those of the best product of float32 matrices. */
async function rateRows(context: StepContext, { D, long: { H, T }, matrices }: ForwardSizes): Promise<BenchRow[]> {
  const { session, lane, pairs, seed, signal, onProgress, peers } = context;
  const arrays = attentionArrays({ B: 1, H, T, D }, seed);
  const inputs = residentInputs(arrays);
  const matmul = await bestMatmul({ session, peers, sizes: matrices, seed, signal });
  const rows: BenchRow[] = matmul.tried.map(({ n, ...side }) =>
    rowOf({
      lane,
      goal: null,
      title: 'product of float32 matrices',
      shape: { n },
      unit: 'GFLOP/s',
      value: exactly(side.gigaflopsPerSecond!),
      samples: 3,
      sides: [side],
      check: matmul.check,
    }),
  );
  for (const operator of ['vla', 'deltanet'] as const) {
    const kernel = operatorContender({ session, operator, inputs });
    const check = checkAgainstReference(operator, arrays, await kernel.output());
    const times = check.ok ? await timePairs(matmul.contender, kernel, { pairs, signal, onProgress }) : null;
    // Rate over rate is time over time, times the operations of one computation each.
    const factor = kernel.flops! / matmul.contender.flops!;
    const scaled = times && {
      median: times.ratio.median * factor,
      p10: times.ratio.p10 * factor,
      p90: times.ratio.p90 * factor,
    };
    rows.push(
      rowOf({
        lane,
        goal: operator === 'vla' ? 'P5' : null,
        title: `useful GFLOP/s of ${kernel.label} over those of the best matrix product`,
        shape: { H, T, D },
        unit: 'of the best product',
        value: scaled,
        samples: pairs,
        sides: times ? [sideOf(matmul.contender, times.first), sideOf(kernel, times.second)] : [],
        check,
        note: `best product: ${matmul.contender.label}, n = ${matmul.n}. Useful operations: what the recurrence needs`,
      }),
    );
    kernel.dispose();
  }
  matmul.dispose();
  inputs.dispose();
  return rows;
}

/** P6: what the penalty costs. */
async function deltaNetRows(context: StepContext, { D, long: { H, T } }: ForwardSizes): Promise<BenchRow[]> {
  const { session, lane, pairs, seed, signal, onProgress } = context;
  const arrays = attentionArrays({ B: 1, H, T, D }, seed);
  const inputs = residentInputs(arrays);
  const first = operatorContender({ session, operator: 'vla', inputs });
  const second = operatorContender({ session, operator: 'deltanet', inputs });
  const checks = [
    checkAgainstReference('vla', arrays, await first.output()),
    checkAgainstReference('deltanet', arrays, await second.output()),
  ];
  const check = checks.find(({ ok }) => !ok) ?? checks[0]!;
  const times = check.ok ? await timePairs(first, second, { pairs, signal, onProgress }) : null;
  const sides = times ? [sideOf(first, times.first), sideOf(second, times.second)] : [];
  const compared: Compared = { check, times, sides };
  inputs.dispose();
  return [ratioRow({ lane, goal: 'P6', title: 'VLA against DeltaNet', shape: { H, T, D } }, compared)];
}

/** P7: dispatches and submissions of one forward pass on tensors. */
async function dispatchRows({ session, lane, seed }: StepContext, sizes: ForwardSizes): Promise<BenchRow[]> {
  const { H, T } = sizes.long;
  const inputs = residentInputs(attentionArrays({ B: 1, H, T, D: sizes.D }, seed));
  // The first pass compiles and uploads.
  await operatorContender({ session, operator: 'vla', inputs }).output();
  const { dispatches, submissions } = countWork(session.device, () => {
    operatorContender({ session, operator: 'vla', inputs });
  });
  await session.settled();
  inputs.dispose();
  const shape = { H, T, D: sizes.D };
  const row = (goal: 'P7' | 'P7 submissions', title: string, count: number): BenchRow =>
    rowOf({ lane, goal, title, shape, unit: '', value: exactly(count), samples: 1 });
  return [
    row('P7', 'dispatches of a forward pass', dispatches),
    row('P7 submissions', 'submissions of a forward pass', submissions),
  ];
}
