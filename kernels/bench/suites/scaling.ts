import { shortestTime, tooCoarse } from '../batch.ts';
import { sideOf } from '../compare.ts';
import type { Contender } from '../contender.ts';
import { fitPowerLaw } from '../fit.ts';
import { attentionArrays } from '../inputs.ts';
import type { AttentionArrays } from '../inputs.ts';
import { operatorLabels } from '../../src/operators.ts';
import { LAMBDA0, operatorContender, residentInputs, timedOperators } from '../operators.ts';
import type { OperatorName } from '../operators.ts';
import { timeInTurn } from '../pairs.ts';
import { medianOf, quantilesOf } from '../quantiles.ts';
import { checkAgainstReference } from '../referenceCheck.ts';
import { exactly, rowOf } from '../row.ts';
import { runSteps } from '../suite.ts';
import type { Step, StepContext } from '../suite.ts';
import type { BenchRow, OutputCheck, SuiteArguments, SuiteResult } from '../types.ts';
import { vla } from '../../src/index.ts';
import type { HostTensor, WebGpuSession } from '../../src/index.ts';
import { DeviceRunner } from '../../src/runtime/runner.ts';

export interface ScalingSizes {
  readonly D: number;
  readonly lengths: readonly number[];
  /** One run of this length must come through. */
  readonly longest: number;
  readonly operators: readonly OperatorName[];
  /** The longest that softmax attention, which costs T², is given. */
  readonly longestSoftmax: number;
}

export const SCALING_SIZES: ScalingSizes = {
  D: 64,
  lengths: [1024, 2048, 4096, 8192, 32768],
  longest: 65536,
  operators: timedOperators,
  longestSoftmax: 4096,
};

/** Time and memory against the length of one sequence, one head. */
export function scalingSuite(args: SuiteArguments & { readonly sizes?: ScalingSizes }): Promise<SuiteResult> {
  const sizes = args.sizes ?? SCALING_SIZES;
  const steps: Step[] = [
    ...sizes.operators.map((operator) => operatorStep(operator, sizes)),
    { title: 'memory', weight: total(sizes.lengths), run: (context) => memoryRows(context, sizes) },
    { title: 'the longest sequence', weight: sizes.longest, run: (context) => longestRow(context, sizes) },
  ];
  return runSteps('scaling', steps, args);
}

const total = (lengths: readonly number[]): number => lengths.reduce((sum, T) => sum + T, 0);

/** One operator at one length. */
interface Candidate {
  readonly T: number;
  readonly kernel: Contender;
  readonly check: OutputCheck;
  dispose(): void;
}

/** Time at every length, all of them in turn, and the exponent of the power law through them. */
function operatorStep(operator: OperatorName, { D, ...sizes }: ScalingSizes): Step {
  const lengths = sizes.lengths.filter((T) => operator !== 'softmax' || T <= sizes.longestSoftmax);
  return {
    title: `${operatorLabels[operator]} against length`,
    weight: total(lengths) * 9,
    async run({ session, lane, pairs, seed, signal, onProgress }) {
      const candidates: Candidate[] = [];
      for (const T of lengths) {
        const arrays = attentionArrays({ B: 1, H: 1, T, D }, seed);
        const inputs = residentInputs(arrays);
        const kernel = operatorContender({ session, operator, inputs });
        const check = checkAgainstReference(operator, arrays, await kernel.output());
        const dispose = (): void => [kernel, inputs].forEach((each) => each.dispose());
        candidates.push({ T, kernel, check, dispose });
      }
      const right = candidates.every(({ check }) => check.ok);
      const contenders = right ? candidates.map(({ kernel }) => kernel) : [];
      const times = await timeInTurn(contenders, { pairs, signal, onProgress });
      for (const { dispose } of candidates) dispose();
      const rows = candidates.map(({ T, kernel, check }, index) =>
        rowOf({
          lane,
          goal: null,
          title: `${operatorLabels[operator]}, one head`,
          shape: { H: 1, T, D },
          unit: 'ms',
          value: right ? quantilesOf(times[index]!) : null,
          samples: pairs,
          sides: right ? [sideOf(kernel, medianOf(times[index]!))] : [],
          check,
        }),
      );
      const exponents = Array.from({ length: right ? pairs : 0 }, (_, round) => {
        return fitPowerLaw(lengths.map((x, index) => ({ x, y: times[index]![round]! }))).exponent;
      });
      const fit = rowOf({
        lane,
        goal: operator === 'vla' ? 'linear-time' : null,
        title: `exponent of ${operatorLabels[operator]}'s time in T`,
        shape: { H: 1, from: lengths[0]!, to: lengths[lengths.length - 1]!, D },
        unit: '',
        value: right ? quantilesOf(exponents) : null,
        samples: pairs,
        note: 'each sample is a fit through one time at every length, by least squares on logarithmic axes',
      });
      return [...rows, fit];
    },
  };
}

/** Bytes on the device at the same time, beyond inputs, outputs and the copy in which the outputs are read. */
async function memoryRows({ session, lane, seed, signal }: StepContext, { D, lengths }: ScalingSizes) {
  const rows: BenchRow[] = [];
  for (const T of lengths) {
    const { peak, output } = await observed(session, attentionArrays({ B: 1, H: 1, T, D }, seed), signal);
    // q, k, v and u in; the output, and its copy on the way out.
    const known = 4 * T * D * 4 + 2 * output.length * 4;
    rows.push(
      rowOf({
        lane,
        goal: null,
        title: 'memory of VLA beyond inputs and outputs',
        shape: { H: 1, T, D },
        unit: 'bytes',
        value: exactly(peak - known),
        samples: 1,
        note: `${((peak - known) / T).toFixed(0)} bytes a token`,
      }),
    );
  }
  return rows;
}

/** VLA from arrays to arrays, in slices of bounded time, with the largest memory seen between them. */
async function observed(
  session: WebGpuSession,
  { B, H, T, D, q, k, v, u }: AttentionArrays,
  signal: AbortSignal | undefined,
  onProgress?: (fraction: number) => void,
): Promise<{ readonly peak: number; readonly output: Float32Array }> {
  const tensor = (data: Float32Array): HostTensor => ({ shape: [B, H, T, D], data });
  const before = session.memory().bytes;
  let peak = 0;
  const { output } = await vla(
    { q: tensor(q), k: tensor(k), v: tensor(v), u: tensor(u) },
    {
      lambda0: LAMBDA0,
      session,
      ...(signal && { signal }),
      onProgress(fraction) {
        peak = Math.max(peak, session.memory().bytes - before);
        onProgress?.(fraction);
      },
    },
  );
  return { peak, output: output.data as Float32Array };
}

/** One long sequence from arrays to arrays: it must come through, and be right to its last step. */
async function longestRow(context: StepContext, { D, longest: T }: ScalingSizes): Promise<BenchRow[]> {
  const { session, lane, seed, signal, onProgress } = context;
  const arrays = attentionArrays({ B: 1, H: 1, T, D }, seed);
  const start = performance.now();
  const { output } = await observed(session, arrays, signal, onProgress);
  const milliseconds = performance.now() - start;
  const { answers } = DeviceRunner.of(session.device);
  if (milliseconds < shortestTime(answers)) throw tooCoarse(`${T} tokens take ${milliseconds.toFixed(1)} ms`, answers);
  const check = checkAgainstReference('vla', arrays, output, T);
  return [
    rowOf({
      lane,
      goal: null,
      title: 'one head, the longest sequence, from arrays to arrays',
      shape: { H: 1, T, D },
      unit: 'ms',
      value: exactly(milliseconds),
      samples: 1,
      check,
      note: 'upload, read-back and self-check included; the device was not lost',
    }),
  ];
}
