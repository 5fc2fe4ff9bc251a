import { DeviceError, type Form, type Session } from '@vla/kernels';
import {
  checkOf,
  crossover,
  SAME_OUTPUT,
  softmaxFlops,
  timePairs,
  vlaChunkFlops,
  tfjsSoftmaxContender,
  type Contender,
  type Quantiles,
} from '@vla/kernels/bench';
import { pause } from '../../lib/compute/pause.ts';
import { checkVariants, timedProblem, type TimedProblem } from '../../lib/compute/timed.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Config } from './definition.ts';

export interface Point {
  readonly T: number;
  /** Milliseconds of one forward pass. */
  readonly vla: number;
  readonly softmax: number;
  /** Null off the graphics device, where the scores do not fit into one buffer, and where it took too long before. */
  readonly tfjs: number | null;
  /** The form that VLA chose. */
  readonly form: Form;
  /** Time of softmax over time of VLA. */
  readonly softmaxRatio: Quantiles;
  readonly tfjsRatio: Quantiles | null;
}

export interface Data {
  readonly heads: number;
  readonly headSize: number;
  /** Tokens at which softmax needs as many operations as VLA. */
  readonly parity: number;
  readonly points: readonly Point[];
  /** Lengths that are too short for the clock here. Not in records made before times were refused. */
  readonly untimed?: readonly number[];
  /** Tokens from which on VLA is no slower; null where that was not reached. */
  readonly crossovers: { readonly softmax: number | null; readonly tfjs: number | null };
}

const shortest = 64;
/** Lengths at which outputs are compared with the float64 reference, which is slow. */
const checked: readonly number[] = [shortest, 1024];

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { heads, headSize, longest, pairs, patience } = config;
  const lengths = halfOctaves(longest);
  const total = lengths.reduce((sum, T) => sum + T, 0);
  const points: Point[] = [];
  const untimed: number[] = [];
  let tooShort: DeviceError | null = null;
  let done = 0;
  for (const T of lengths) {
    if ((points.at(-1)?.softmax ?? 0) > patience) break;
    const message = `${T} tokens`;
    onProgress({ fraction: done / total, message });
    await pause(signal);
    const problem = timedProblem(runtime, { extent: { B: 1, H: heads, T, D: headSize }, seed, signal });
    try {
      const onPair = (part: number) => onProgress({ fraction: (done + part * T) / total, message });
      const withTfjs = points.every(({ tfjs }) => (tfjs ?? 0) <= patience);
      points.push(await measure({ runtime, problem, pairs, withTfjs, signal, onProgress: onPair }));
    } catch (error) {
      if (!(error instanceof DeviceError && error.fault === 'timing')) throw error;
      untimed.push(T);
      tooShort = error;
    } finally {
      problem.dispose();
    }
    done += T;
  }
  if (tooShort && points.length === 0) throw tooShort;
  const meeting = (ratio: (point: Point) => Quantiles | null): number | null =>
    crossover(points.flatMap((point) => (ratio(point) ? [{ x: point.T, y: 1 / ratio(point)!.median }] : [])));
  return {
    heads,
    headSize,
    parity: parityLength(headSize),
    points,
    untimed,
    crossovers: { softmax: meeting((point) => point.softmaxRatio), tfjs: meeting((point) => point.tfjsRatio) },
  };
};

/** 2·T·d operations a token, as many as those of VLA in chunks. */
export function parityLength(D: number): number {
  return vlaChunkFlops({ B: 1, H: 1, T: 1, D }) / softmaxFlops({ B: 1, H: 1, T: 1, D });
}

interface Measurement {
  readonly runtime: Session;
  readonly problem: TimedProblem;
  readonly pairs: number;
  readonly withTfjs: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number) => void;
}

async function measure({ runtime, problem, pairs, withTfjs, signal, onProgress }: Measurement): Promise<Point> {
  const { T } = problem.arrays;
  const vla = problem.contender('vla', 'auto');
  const form = vla.form!;
  const softmax = problem.contender('softmax', 'full');
  if (checked.includes(T)) {
    await checkVariants(
      problem,
      [
        { operator: 'vla', form },
        { operator: 'softmax', form: 'full' },
      ],
      signal,
    );
  }
  const own = await timePairs(softmax, vla, { pairs, signal, onProgress: (part) => onProgress(part / 2) });
  const point = { T, form, vla: own.second, softmax: own.first, softmaxRatio: own.ratio };
  const tfjs = withTfjs ? tfjsSoftmax(runtime, problem) : null;
  if (tfjs === null) return { ...point, tfjs: null, tfjsRatio: null };
  try {
    await requireSame(tfjs, softmax);
    const theirs = await timePairs(tfjs, vla, { pairs, signal, onProgress: (part) => onProgress(0.5 + part / 2) });
    return { ...point, tfjs: theirs.first, tfjsRatio: theirs.ratio };
  } finally {
    tfjs.dispose();
  }
}

/** The operations of TensorFlow.js, where the matrix of all scores fits into one buffer. */
function tfjsSoftmax(runtime: Session, { arrays: { B, H, T }, resident }: TimedProblem): Contender | null {
  if (runtime.backend !== 'webgpu' || resident === null) return null;
  const bytes = 4 * B * H * T * T;
  return bytes <= runtime.limits.maxStorageBufferBindingSize ? tfjsSoftmaxContender(runtime, resident) : null;
}

/** TensorFlow.js can return zeros without an error, so every length is checked. */
async function requireSame(tfjs: Contender, softmax: Contender): Promise<void> {
  const { difference, ok } = checkOf(await tfjs.output(), await softmax.output(), SAME_OUTPUT);
  if (!ok) throw new DeviceError('self-check', `${tfjs.label} differs from the softmax kernel by ${difference}`);
}

/** Powers of two and the lengths halfway between them. */
function halfOctaves(longest: number): number[] {
  const lengths: number[] = [];
  for (let T = shortest; T <= longest; T *= 2) lengths.push(...[T, 1.5 * T].filter((length) => length <= longest));
  return lengths;
}
