import { ArgumentError, DeviceError } from '../../errors.ts';
import { checkLimits } from '../../runtime/limits.ts';
import type { PlanLimits } from '../../runtime/limits.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { Form } from '../../runtime/types.ts';
import type { FormChoice, Obstacle, Operator, Problem, RunOptions } from '../operator.ts';

/** What a processor computes fastest where there are several forms: chunks only add work. */
const RECURRENT_ON_PROCESSOR: FormChoice = { form: 'recurrent', reason: 'the fastest on a processor' };

/** What a decoder computes in: a chunk of one step has nothing to share. */
export const ONE_TOKEN: FormChoice = { form: 'recurrent', reason: 'one token at a time' };

/** And what it says of tokens that were known together. */
export const SOME_TOKENS: FormChoice = { form: 'recurrent', reason: 'token after token' };

/** The forms of an operator or its gradient, and what stands against them in a call. */
export interface Forms {
  /** In messages. */
  readonly name: string;
  readonly forms: readonly [Form, ...Form[]];
  readonly obstacle?: (form: Form) => Obstacle | null;
}

export function formsOf<P extends Problem>(operator: Operator<P>, problem: P): Forms {
  return { ...operator, obstacle: (form) => operator.obstacle?.(problem, form) ?? null };
}

/** The gradient takes the same steps, so what stands against a form of the operator stands against the gradient's too. */
function gradientFormsOf<P extends Problem>(operator: Operator<P>, problem: P): Forms {
  const { forms } = operator.gradient;
  return { ...formsOf(operator, problem), name: `the gradient of ${operator.name}`, forms };
}

/**
 * The form that the caller asks for, or else the preferred one, unless an option stands against it. Every option has one
 * meaning, so a form that can't honour one is never chosen, and forcing it is refused.
 *
 * @throws ArgumentError for a form that there is not, or naming the option that the forced form can't honour
 */
export function chooseForm(
  { name, forms, obstacle: obstacleTo }: Forms,
  requested: Form | 'auto' = 'auto',
  preferred: FormChoice,
): FormChoice {
  if (requested !== 'auto' && !forms.includes(requested))
    throw new ArgumentError('form', `was "${requested}"; ${name} has ${listOf(forms)}`);
  const wanted = requested === 'auto' ? preferred.form : requested;
  const obstacle = obstacleTo?.(wanted) ?? null;
  if (requested === 'auto') {
    return obstacle ? { form: obstacle.form, reason: `${obstacle.option}: ${obstacle.reason}` } : preferred;
  }
  if (obstacle && !obstacle.possible)
    throw new ArgumentError(obstacle.option, `${obstacle.reason}; form "${requested}" was asked for`);
  return { form: requested, reason: forms.length === 1 ? ONLY : 'asked for' };
}

const ONLY = 'the only form';

function listOf(forms: readonly Form[]): string {
  const names = forms.map((form) => `"${form}"`);
  if (names.length === 1) return `the form ${names[0]} only`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** What a processor computes in. */
export function preferredOnProcessor({ forms }: Pick<Operator, 'forms'>): FormChoice {
  return forms.length === 1 ? { form: forms[0], reason: ONLY } : RECURRENT_ON_PROCESSOR;
}

/** The form of a call on a processor. Throws as {@link chooseForm}. */
export function formOnProcessor<P extends Problem>(
  operator: Operator<P>,
  problem: P,
  { form }: RunOptions,
): FormChoice {
  return chooseForm(formsOf(operator, problem), form, preferredOnProcessor(operator));
}

/** The form of a call's gradient on a processor. Throws as {@link chooseForm}. */
export function gradientFormOnProcessor<P extends Problem>(
  operator: Operator<P>,
  problem: P,
  { form }: RunOptions,
): FormChoice {
  const forms = gradientFormsOf(operator, problem);
  return chooseForm(forms, form, preferredOnProcessor(forms));
}

/** A plan, and the form that it computes in. */
export interface PlannedForm extends FormChoice {
  readonly plan: KernelPlan;
}

/**
 * The plan of the form that the caller asks for, or else of the preferred one, or of another one that honours every option
 * where the device can't hold that.
 *
 * @throws ArgumentError as {@link chooseForm}; DeviceError('limit') where nothing fits
 */
export function planThatFits(
  available: Forms,
  args: {
    readonly requested: RunOptions['form'];
    readonly preferred: FormChoice;
    readonly limits: PlanLimits;
    /** May throw DeviceError('limit'). */
    readonly planOf: (form: Form) => KernelPlan;
  },
): PlannedForm {
  const { requested = 'auto', preferred, limits, planOf } = args;
  const first = chooseForm(available, requested, preferred);
  let refusal: DeviceError;
  try {
    return { ...first, plan: fitting(planOf(first.form), limits) };
  } catch (error) {
    if (requested !== 'auto' || !isLimit(error)) throw error;
    refusal = error;
  }
  const reason = `the ${first.form} form does not fit this device`;
  for (const form of othersThan(first.form, available.forms)) {
    // Whether a form honours the options may take a while to see, so it is asked only where the first does not fit.
    if (available.obstacle?.(form)) continue;
    try {
      return { form, reason, plan: fitting(planOf(form), limits) };
    } catch (error) {
      if (!isLimit(error)) throw error;
    }
  }
  throw refusal;
}

/** The next in the list that ask less of a device come first. */
function othersThan(form: Form, forms: readonly Form[]): Form[] {
  const place = forms.indexOf(form);
  return [...forms.slice(0, place).reverse(), ...forms.slice(place + 1)];
}

/** Whether a device can hold a plan. */
export function fits(plan: KernelPlan, limits: PlanLimits): boolean {
  try {
    fitting(plan, limits);
    return true;
  } catch (error) {
    if (isLimit(error)) return false;
    throw error;
  }
}

function fitting(plan: KernelPlan, limits: PlanLimits): KernelPlan {
  checkLimits(plan, limits);
  return plan;
}

function isLimit(error: unknown): error is DeviceError {
  return error instanceof DeviceError && error.fault === 'limit';
}
