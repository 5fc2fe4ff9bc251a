import type { HostTensor } from '../../tensor.ts';
import { checkKeys } from './options.ts';
import { checkFinite, checkHostTensor } from './tensors.ts';

/** Names of an operator's input tensors. */
export interface InputNames<Required extends string, Optional extends string> {
  readonly required: readonly Required[];
  readonly optional: readonly Optional[];
}

type HostInputs<Required extends string, Optional extends string> = Record<Required, HostTensor> &
  Partial<Record<Optional, HostTensor>>;

/** Throws unless `value` holds the required host tensors, and beside them only optional ones. Checks no sizes. */
export function checkInputs<Required extends string, Optional extends string>(
  value: unknown,
  { required, optional }: InputNames<Required, Optional>,
): asserts value is HostInputs<Required, Optional> {
  checkKeys('inputs', value, [...required, ...optional]);
  const inputs = value as Record<string, unknown>;
  for (const name of required) checkHostTensor(name, inputs[name]);
  for (const name of optional) if (inputs[name] !== undefined) checkHostTensor(name, inputs[name]);
}

/** Throws on the first number in any of the tensors that is not finite. */
export function checkAllFinite(inputs: Readonly<Record<string, HostTensor | null>>): void {
  for (const [name, tensor] of Object.entries(inputs)) if (tensor) checkFinite(name, tensor);
}
