import type { DeviceTraits, Form } from '../../runtime/types.ts';
import type { GradientCall, Operator, Problem, RunOptions } from '../operator.ts';
import { formsOf, planThatFits, preferredOnProcessor } from './form.ts';
import type { PlannedForm } from './form.ts';

/** The plan of a call, in the form that suits it. */
export function planForCall<P extends Problem>(
  operator: Operator<P>,
  problem: P,
  { form: requested, chunkLength, segments }: RunOptions,
  device: DeviceTraits,
  preferred = operator.preferred?.(problem, device) ?? preferredOnProcessor(operator),
): PlannedForm {
  const planOf = (form: Form) => operator.plan(problem, form, device, { chunkLength, segments });
  return planThatFits(formsOf(operator, problem), { requested, preferred, limits: device.limits, planOf });
}

/** The plan of a gradient, in the form that suits it. */
export function planForGradient<P extends Problem>(
  { gradient, name }: Pick<Operator<P>, 'gradient' | 'name'>,
  call: GradientCall<P>,
  { form: requested, chunkLength }: RunOptions,
  device: DeviceTraits,
): PlannedForm {
  const preferred = gradient.preferred?.(call, device, chunkLength) ?? preferredOnProcessor(gradient);
  const planOf = (form: Form) => gradient.plan(call, form, device, chunkLength);
  const obstacle = (form: Form) => gradient.obstacle?.(call, form) ?? null;
  const forms = { name: `the gradient of ${name}`, forms: gradient.forms, obstacle };
  return planThatFits(forms, { requested, preferred, limits: device.limits, planOf });
}

/** Throws where a plan reads a buffer that nobody provides: it would compute with whatever is in it. */
export function checkProvided({ plan }: PlannedForm, provided: ReadonlySet<string>): void {
  const missing = plan.buffers.find(({ name, role }) => role === 'input' && !provided.has(name));
  if (missing) throw new Error(`${plan.name} reads "${missing.name}", which no input of the call provides`);
}

/** What is said of an argument whose gradient a device does not compute. */
export const ON_PROCESSOR = 'its gradient is computed on the processor only';
