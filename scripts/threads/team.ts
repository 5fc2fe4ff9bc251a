import { getBackend } from '@tensorflow/tfjs-core';
import { Team, nodeLine } from '@vla/kernels/training';
import { startThread } from './thread.ts';

/** So many workers, of which this thread is one, on tfjs's active backend. */
export function openTeam(workers: number, program = new URL('./replica.ts', import.meta.url)): Promise<Team> {
  return Team.open({ workers, open: nodeLine(() => startThread(program, getBackend())) });
}
