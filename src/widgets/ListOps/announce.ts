import type { TrainingState } from '../Training/state.ts';

/** One sentence for the live region: changes of state, and each quarter of the way. */
export function announce({ phase, racers, fraction, failure }: TrainingState): string {
  const last = racers[0]?.scores.at(-1);
  const score = last ? ` ${Math.round(100 * last.accuracy)} percent of the brackets right.` : '';
  switch (phase) {
    case 'recorded':
      return '';
    case 'running': {
      const quarter = Math.floor(fraction * 4) * 25;
      return quarter === 0 ? 'Training.' : `Training: ${quarter} percent.${score}`;
    }
    case 'paused':
      return 'Training paused.';
    case 'done':
      return `Training done.${score}`;
    case 'cancelled':
      return 'Training cancelled.';
    case 'error':
      return `Training stopped. ${failure!.what} ${failure!.why} ${failure!.next}`;
  }
}
