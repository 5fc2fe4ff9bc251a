import { mixerLabel } from './controls.ts';
import type { TrainingState } from './state.ts';

/** One sentence for the live region: changes of state, and each quarter of the way. */
export function announce({ phase, racers, fraction, failure }: TrainingState): string {
  switch (phase) {
    case 'recorded':
      return '';
    case 'running': {
      const quarter = Math.floor(fraction * 4) * 25;
      return quarter === 0 ? 'Training.' : `Training: ${quarter} percent. ${scores(racers)}`;
    }
    case 'paused':
      return 'Training paused.';
    case 'done':
      return `Training done. ${scores(racers)}`;
    case 'cancelled':
      return 'Training cancelled.';
    case 'error':
      return `Training stopped. ${failure!.what} ${failure!.why} ${failure!.next}`;
  }
}

function scores(racers: TrainingState['racers']): string {
  return racers
    .map(({ mixer, scores }) => ({ mixer, last: scores.at(-1) }))
    .filter(({ last }) => last !== undefined)
    .map(({ mixer, last }) => `${mixerLabel(mixer)}: ${Math.round(100 * last!.exactMatch)} percent without a mistake.`)
    .join(' ');
}
