import { DeviceError, type WebGpuSession } from '@vla/kernels';
import { compare, opLoopContender, type Contender, type Extent, type Quantiles } from '@vla/kernels/bench';
import { pause } from '../../lib/compute/pause.ts';
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

/** Times each rung beside the one before, after their outputs were found equal. */
export async function climb({ session, names, extent, pairs, seed, signal, onProgress }: Climb): Promise<Ladder> {
  const problem = timedProblem(session, { extent, seed, signal });
  const contenders = names.map((name) => contenderOf(session, problem, name));
  const steps = names.length - 1;
  const rungs: Rung[] = [];
  try {
    for (let i = 1; i <= steps; i++) {
      const message = `${rungLabels[names[i]!]}, ${extent.T} tokens`;
      const report = (part: number): void => onProgress({ fraction: (i - 1 + part) / steps, message });
      report(0);
      await pause(signal);
      const { check, times, sides } = await compare(contenders[i - 1]!, contenders[i]!, {
        pairs,
        signal,
        onProgress: report,
      });
      if (times === null) throw new DeviceError('self-check', `${message}: its output differs by ${check.difference}`);
      const [before, here] = sides.map(({ milliseconds, gigaflopsPerSecond }) => ({
        time: (1000 * milliseconds) / extent.T,
        rate: gigaflopsPerSecond!,
      }));
      if (i === 1) rungs.push({ name: names[0]!, ...before!, gain: null, difference: null });
      rungs.push({ name: names[i]!, ...here!, gain: times.ratio, difference: check.difference });
    }
    return { T: extent.T, rungs };
  } finally {
    contenders.forEach((one) => one.dispose());
    problem.dispose();
  }
}

function contenderOf(session: WebGpuSession, problem: TimedProblem, name: RungName): Contender {
  return name === 'opLoop' ? opLoopContender(session, problem.resident!) : problem.contender('vla', name);
}
