import { medianOf } from './quantiles.ts';
import type { Contender } from './contender.ts';

/** Milliseconds that all threads of this program have taken of the processors, where it can know; a page can't. */
export function processorTime(): number | null {
  const { process } = globalThis as { readonly process?: { cpuUsage?(): { user: number; system: number } } };
  const usage = process?.cpuUsage?.();
  return usage ? (usage.user + usage.system) / 1000 : null;
}

const taken = new WeakMap<Contender, number[]>();

/** Notes what a computation took of the processors, beside its time: on a busy machine that is what it needs. */
export function noteProcessorTime(contender: Contender, milliseconds: number): void {
  const all = taken.get(contender) ?? [];
  taken.set(contender, [...all, milliseconds]);
}

/** The median of what was noted; null where nothing was. */
export function processorMilliseconds(contender: Contender): number | null {
  const all = taken.get(contender);
  return all ? medianOf(all) : null;
}
