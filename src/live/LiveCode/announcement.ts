import { formatDuration } from '../../lib/format.ts';
import { sentence } from '../../lib/sentence.ts';
import { TIME_LIMIT, type CellState } from './state.ts';

/** How a run stands, in a sentence: shown under the output, and read out by a screen reader. */
export function announcement({ phase, end, outputs, trouble }: CellState): string {
  switch (phase) {
    case 'idle':
      return '';
    case 'running':
      return 'Running.';
    case 'stopped':
      return 'Stopped.';
    case 'late':
      return `Stopped: it took longer than ${TIME_LIMIT / 1000} seconds.`;
    case 'broken':
      return `The sandbox could not be started. ${sentence(trouble)} ${navigator.onLine ? 'Reload the page and try again.' : 'Run it again when there is one.'}`;
    default:
  }
  if (end?.type === 'failed') {
    const { message, line } = end.failure;
    return `${line === null ? '' : `Line ${line}: `}${message}`;
  }
  if (end?.type !== 'done') return '';
  const place = end.place === null ? '' : ` on ${end.place}`;
  const nothing = outputs.length === 0 ? ' It printed nothing.' : '';
  return `Done in ${formatDuration(end.milliseconds)}${place}.${nothing}`;
}
