import { ArgumentError } from '../../errors.ts';
import type { PlanLimits } from '../../runtime/limits.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { Form } from '../../runtime/types.ts';
import { planThatFits } from './fittingPlan.ts';
import type { PlannedForm } from './fittingPlan.ts';

/** Which of the two forms runs, of an operator or a gradient that has both. */
export interface RecurrentOrChunk {
  readonly form: 'recurrent' | 'chunk';
  /** For the run report and the reader. */
  readonly reason: string;
}

/** What is fastest on a processor without a device: chunks only add work. */
export const RECURRENT_ON_HOST: RecurrentOrChunk = { form: 'recurrent', reason: 'the fastest on a processor' };

/** A chunk of one step has nothing to share. */
export const RECURRENT_FOR_A_TOKEN: RecurrentOrChunk = { form: 'recurrent', reason: 'one token at a time' };

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

/**
 * The plan of the form that the caller asks for, or else of the preferred one, or of the other where a device can't hold
 * that.
 *
 * @throws ArgumentError for a form that the operator does not have; DeviceError('limit') where nothing fits
 */
export function recurrentOrChunkPlan(args: {
  readonly operator: string;
  readonly requested: Form | 'auto' | undefined;
  readonly preferred: RecurrentOrChunk;
  readonly limits: PlanLimits;
  readonly plans: Readonly<Record<RecurrentOrChunk['form'], () => KernelPlan>>;
}): PlannedForm<RecurrentOrChunk['form']> {
  const { operator, requested = 'auto', preferred, limits, plans } = args;
  const first = recurrentOrChunk(operator, requested, preferred);
  const other: RecurrentOrChunk = { form: first.form === 'chunk' ? 'recurrent' : 'chunk', reason: '' };
  const choices = requested === 'auto' ? [first, other] : [first];
  return planThatFits(
    choices.map(({ form, reason }) => ({ form, reason, plan: plans[form] })),
    limits,
  );
}
