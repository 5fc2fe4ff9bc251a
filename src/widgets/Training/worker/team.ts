import { getBackend } from '@tensorflow/tfjs-core';
import { Team, checkRun, webLine, workersFor } from '@vla/kernels/training';
import { messageOf } from '../../../lib/messageOf.ts';
import type { TrainingSetting } from '../setting.ts';

export interface OpenedTeam {
  readonly team: Team;
  /** Why it has one worker where more would train faster, else null. */
  readonly note: string | null;
}

const create = (): Worker => {
  const worker = new Worker(new URL('./replica.ts', import.meta.url), { type: 'module', name: 'replica' });
  worker.postMessage(getBackend());
  return worker;
};

/**
 * The workers of a training on the active backend: as many as the setting says, and else as many as make its steps faster, up to the
 * cores that the browser reports. Where those can't be had, this one trains alone.
 */
export async function openTeam({ racers, workers }: TrainingSetting, open = webLine(create)): Promise<OpenedTeam> {
  if (workers !== 'auto') return { team: await Team.open({ workers, open }), note: null };
  const useful = Math.max(
    ...racers.map((options) => workersFor(checkRun(options), navigator.hardwareConcurrency || 1)),
  );
  const wanted = getBackend() === 'webgpu' ? 1 : useful;
  try {
    return { team: await Team.open({ workers: wanted, open }), note: null };
  } catch (error) {
    return { team: await Team.open({ workers: 1, open }), note: `It trains with one worker: ${messageOf(error)}.` };
  }
}
