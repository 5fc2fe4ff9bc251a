import type { DeviceTraits } from '../../runtime/types.ts';
import type { FormChoice } from '../operator.ts';
import type { SweepText } from './sweep.ts';

/** What a plan is called, in reports too: with the size of the subgroups that it is written for, where it is. */
export function kernelName(name: string, text: SweepText): string {
  return typeof text === 'string' ? name : `${name}, in subgroups of ${text.lanes}`;
}

/**
 * The choice of a gradient's form where its passes step by step are in subgroups: that is the faster one on software devices at every size that
 * was measured (bench/measured.md). Null where they are not, and on graphics cards, of which nothing is measured.
 */
export function fasterInSubgroups(text: SweepText, { adapter }: DeviceTraits): FormChoice | null {
  if (typeof text === 'string' || !adapter.software) return null;
  return { form: 'recurrent', reason: `the faster one here, in subgroups of ${text.lanes}` };
}
