import { ArgumentError } from '../errors.ts';
import type { Form } from '../runtime/types.ts';

/** Which of the two forms runs, of an operator or a gradient that has both. */
export interface RecurrentOrChunk {
  readonly form: 'recurrent' | 'chunk';
  /** For the run report and the reader. */
  readonly reason: string;
}

/** What is fastest on a processor without a device: chunks only add work. */
export const RECURRENT_ON_HOST: RecurrentOrChunk = { form: 'recurrent', reason: 'the fastest on a processor' };

/**
 * The form that the caller asks for, or else the preferred one. Both honour every option.
 *
 * @param operator as it is called in messages
 * @throws ArgumentError for a form that the operator does not have
 */
export function recurrentOrChunk(
  operator: string,
  requested: Form | 'auto' = 'auto',
  preferred: RecurrentOrChunk,
): RecurrentOrChunk {
  if (requested === 'auto') return preferred;
  if (requested === 'recurrent' || requested === 'chunk') return { form: requested, reason: 'asked for' };
  throw new ArgumentError('form', `was "${requested}"; ${operator} has "recurrent" and "chunk"`);
}
