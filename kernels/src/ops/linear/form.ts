import { ArgumentError } from '../../errors.ts';
import type { AdapterSummary, Form } from '../../runtime/types.ts';
import type { AttentionSizes } from '../validation/attention.ts';

export interface LinearAttentionFormChoice {
  readonly form: 'recurrent' | 'chunk';
  /** For the run report. */
  readonly reason: string;
}

/**
 * Both forms honour every option, so what is asked for is what runs; left the choice, `preferred` does.
 *
 * @throws ArgumentError when linear attention has no such form
 */
export function chooseLinearForm(
  requested: Form | 'auto' = 'auto',
  preferred: LinearAttentionFormChoice,
): LinearAttentionFormChoice {
  if (requested === 'auto') return preferred;
  if (requested === 'recurrent' || requested === 'chunk') return { form: requested, reason: 'asked for' };
  throw new ArgumentError('form', `was "${requested}"; linear has "recurrent" and "chunk"`);
}

export const PREFERRED_ON_HOST: LinearAttentionFormChoice = {
  form: 'recurrent',
  reason: 'the fastest on a processor',
};

/** Which form is faster on a device, by a size rule. */
export function preferredDeviceForm({ T }: AttentionSizes, _adapter: AdapterSummary): LinearAttentionFormChoice {
  if (T < FEWEST_STEPS) return { form: 'recurrent', reason: `the faster one below ${FEWEST_STEPS} steps` };
  return { form: 'chunk', reason: `the faster one from ${FEWEST_STEPS} steps on` };
}

const FEWEST_STEPS = 16;
