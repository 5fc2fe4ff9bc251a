import { ArgumentError } from '../../errors.ts';
import type { AdapterSummary, Form } from '../../runtime/types.ts';
import type { AttentionSizes } from '../validation/attention.ts';

export type DeltaNetForm = 'recurrent' | 'chunk';

export interface DeltaNetFormChoice {
  readonly form: DeltaNetForm;
  /** For the run report and the reader. */
  readonly reason: string;
}

/**
 * The form that the caller asks for, or else the preferred one. Both forms honour all options.
 *
 * @throws ArgumentError for a form that DeltaNet does not have
 */
export function chooseDeltaNetForm(
  requested: Form | 'auto' = 'auto',
  preferred: DeltaNetFormChoice,
): DeltaNetFormChoice {
  if (requested === 'auto') return preferred;
  if (requested === 'recurrent' || requested === 'chunk') return { form: requested, reason: 'asked for' };
  throw new ArgumentError('form', `was "${requested}"; deltanet has "recurrent" and "chunk"`);
}

/** What is fastest on a processor without a device: chunks only add work. */
export const PREFERRED_ON_HOST: DeltaNetFormChoice = { form: 'recurrent', reason: 'the fastest on a processor' };

/** Graphics cards: heads and sequences below this fill no chunk. */
const SMALLEST_HEAD = 16;
const FEWEST_STEPS = 32;

/**
 * Which form is faster on a device, by a size rule. On software devices that is the recurrent one at every size that
 * was measured: four rows of S stay in an invocation's registers, there is no barrier, and the operations are 6d² a
 * token instead of 6d² + 4Cd. Graphics cards have more lanes than a head has rows, and wait for one token after
 * another: there chunks are expected to gain. That is by reasoning, for want of one to measure.
 */
export function preferredDeltaNetForm({ T, D }: AttentionSizes, { software }: AdapterSummary): DeltaNetFormChoice {
  if (software) return { form: 'recurrent', reason: 'the faster one on a software device' };
  if (D < SMALLEST_HEAD) return { form: 'recurrent', reason: `the faster one here for heads below ${SMALLEST_HEAD}` };
  if (T < FEWEST_STEPS) return { form: 'recurrent', reason: `the faster one below ${FEWEST_STEPS} steps` };
  return { form: 'chunk', reason: `the faster one here for heads of ${SMALLEST_HEAD} and more` };
}
