import { DeviceError, type WebGpuSession } from '@vla/kernels';
import {
  checkOf,
  medianOf,
  opLoopContender,
  quantilesOf,
  SAME_OUTPUT,
  timeInTurn,
  type Contender,
  type Extent,
  type Quantiles,
} from '@vla/kernels/bench';
import { pause } from '../../lib/compute/pause.ts';
import { stage } from '../../lib/compute/stage.ts';
import { timedProblem, type TimedProblem } from '../../lib/compute/timed.ts';
import type { Progress } from '../../lib/experiment.ts';
import { rungLabels, type RungName } from './rungs.ts';

export interface Rung {
  readonly name: RungName;
  /** Microseconds a token, all heads together. */
  readonly time: number;
  /** 10⁹ useful operations a second: what the recurrence needs, whatever the rung spends. */
  readonly rate: number;
  /** Time of the rung before over the time of this one; null for the first. */
  readonly gain: Quantiles | null;
  /** Relative difference of its output from that of the rung before; null for the first. */
  readonly difference: number | null;
}

export interface Ladder {
  /** Tokens. */
  readonly T: number;
  /** Simplest idea first. */
  readonly rungs: readonly Rung[];
  /** Time of the first rung over that of the last. */
  readonly whole: Quantiles;
}

interface Climb {
  readonly session: WebGpuSession;
  readonly names: readonly RungName[];
  readonly extent: Extent;
  readonly pairs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Times all rungs in turn, round by round, after the output of each was found equal to that of the rung before. */
export async function climb({ session, names, extent, pairs, seed, signal, onProgress }: Climb): Promise<Ladder> {
  const problem = timedProblem(session, { extent, seed, signal });
  const contenders = names.map((name) => contenderOf(session, problem, name));
  const message = (name: RungName): string => `${rungLabels[name]}, ${extent.T} tokens`;
  try {
    const differences: number[] = [];
    let before: Float32Array | null = null;
    for (const [i, contender] of contenders.entries()) {
      onProgress({ fraction: (0.3 * i) / contenders.length, message: message(names[i]!) });
      await pause(signal);
      const output = await contender.output();
      if (before) differences.push(differenceOf(output, before, message(names[i]!)));
      before = output;
    }
    const report = stage(onProgress, { from: 0.3, to: 1, message: `all rungs in turn, ${extent.T} tokens` });
    const times = await timeInTurn(contenders, { pairs, signal, onProgress: report });
    const rungs = names.map((name, i): Rung => {
      const milliseconds = medianOf(times[i]!);
      return {
        name,
        time: (1000 * milliseconds) / extent.T,
        rate: contenders[i]!.flops! / milliseconds / 1e6,
        gain: i === 0 ? null : ratios(times[i - 1]!, times[i]!),
        difference: i === 0 ? null : differences[i - 1]!,
      };
    });
    return { T: extent.T, rungs, whole: ratios(times[0]!, times.at(-1)!) };
  } finally {
    contenders.forEach((one) => one.dispose());
    problem.dispose();
  }
}

function differenceOf(output: Float32Array, before: Float32Array, message: string): number {
  const { difference, ok } = checkOf(output, before, SAME_OUTPUT);
  if (!ok) throw new DeviceError('self-check', `${message}: its output differs from the rung before by ${difference}`);
  return difference;
}

/** Quantiles over rounds. */
function ratios(slower: readonly number[], faster: readonly number[]): Quantiles {
  return quantilesOf(slower.map((time, round) => time / faster[round]!));
}

function contenderOf(session: WebGpuSession, problem: TimedProblem, name: RungName): Contender {
  return name === 'opLoop' ? opLoopContender(session, problem.resident!) : problem.contender('vla', name);
}
