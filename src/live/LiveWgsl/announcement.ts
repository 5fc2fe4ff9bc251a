import { formatNumber } from '../../lib/format.ts';
import type { Deviation } from './compare.ts';
import { TIME_LIMIT, type KernelRunState } from './useKernelRun.ts';

/** How a run stands, in a sentence: shown, and read out by a screen reader. */
export function announcement(state: KernelRunState): string {
  switch (state.phase) {
    case 'idle':
      return '';
    case 'running':
      return 'Running.';
    case 'stopped':
      return 'Stopped.';
    case 'late':
      return `Stopped: no result within ${TIME_LIMIT / 1000} seconds.`;
    case 'ended':
  }
  const { answer } = state;
  if (answer.type === 'refused') {
    const first = answer.messages.find(({ kind }) => kind === 'error')!;
    return `It does not compile. Line ${first.line}: ${first.message}`;
  }
  if (answer.type === 'failed') return `No result. ${answer.failure.what}`;
  return verdict(answer.deviations, answer.adapter);
}

function verdict(all: readonly Deviation[], adapter: string): string {
  const changed = all.filter(({ largest }) => !(largest <= 0));
  if (changed.length === 0) return `Equal to the original’s result in every bit, on ${adapter}.`;
  const largest = Math.max(...changed.map((deviation) => deviation.largest));
  return `Differs from the original’s result by up to ${formatNumber(largest)}, on ${adapter}.`;
}
