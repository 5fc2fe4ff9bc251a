import { formatDuration } from '../../lib/format.ts';
import type { Ran } from '../worker/protocol.ts';
import type { RunState } from './useRun.ts';

/** One sentence for the live region: changes of state and each quarter of the way, not every tick. */
export function announcement(title: string, state: RunState<{ readonly ran: Ran }>): string {
  switch (state.phase) {
    case 'recorded':
      return '';
    case 'running': {
      const { ahead, progress } = state.running;
      if (ahead > 0) return `${title}: waiting for another figure.`;
      const quarter = Math.floor(progress.fraction * 4) * 25;
      return quarter === 0 ? `${title}: computing.` : `${title}: ${quarter} percent.`;
    }
    case 'done':
      return `${title}: done in ${formatDuration(state.result.ran.milliseconds)} on ${state.result.ran.adapter}.`;
    case 'error':
      return `${title}: no result. ${state.failure.what} ${state.failure.why} ${state.failure.next}`;
    case 'cancelled':
      return `${title}: cancelled.`;
  }
}
