import { DeviceError } from '../../errors.ts';
import { checkLimits } from '../../runtime/limits.ts';
import type { PlanLimits } from '../../runtime/limits.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { Form } from '../../runtime/types.ts';

/** A way in which a device may compute something. */
export interface PlanChoice<Of extends Form = Form> {
  readonly form: Of;
  /** For the run report and the reader. */
  readonly reason: string;
  /** May throw DeviceError('limit'). */
  readonly plan: () => KernelPlan;
}

export interface PlannedForm<Of extends Form = Form> {
  readonly plan: KernelPlan;
  readonly form: Of;
  readonly formReason: string;
}

/** Whether a device can hold a plan. */
export function fits(plan: KernelPlan, limits: PlanLimits): boolean {
  try {
    checkLimits(plan, limits);
    return true;
  } catch (error) {
    if (error instanceof DeviceError && error.fault === 'limit') return false;
    throw error;
  }
}

/**
 * The first of some ways that a device can hold. Where the caller leaves the choice of the form, the preferred one comes
 * first and the others behind it, so that no job is refused that another form could do; a form that was asked for stands
 * alone.
 *
 * @throws DeviceError('limit') of the first way where none fits
 */
export function planThatFits<Of extends Form>(choices: Iterable<PlanChoice<Of>>, limits: PlanLimits): PlannedForm<Of> {
  let first: Of | null = null;
  let refusal: DeviceError | null = null;
  for (const { form, reason, plan: make } of choices) {
    first ??= form;
    try {
      const plan = make();
      checkLimits(plan, limits);
      const formReason = form === first ? reason : `the ${first} form does not fit this device`;
      return { plan, form, formReason };
    } catch (error) {
      if (!(error instanceof DeviceError) || error.fault !== 'limit') throw error;
      refusal ??= error;
    }
  }
  throw refusal!;
}
