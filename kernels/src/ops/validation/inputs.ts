import type { HostTensor } from '../../tensor.ts';
import { checkKeys } from './options.ts';
import { checkFinite, checkHostTensor } from './tensors.ts';

/** Tensors by name; an optional one may be absent. */
type Tensors<Names extends string, Optional extends string> = Record<Names, HostTensor> &
  Partial<Record<Optional, HostTensor>>;

/** Throws unless `value` holds the required tensors, and beside them only optional ones. Checks no sizes. */
export function checkInputs<Names extends string, Optional extends string>(
  value: unknown,
  required: readonly Names[],
  optional: readonly Optional[],
): asserts value is Tensors<Names, Optional> {
  checkKeys('inputs', value, [...required, ...optional]);
  const inputs = value as Record<string, unknown>;
  for (const name of required) checkHostTensor(name, inputs[name]);
  for (const name of optional) if (inputs[name] !== undefined) checkHostTensor(name, inputs[name]);
}

/** Throws on the first number in any of the tensors that is not finite. */
export function checkAllFinite(inputs: Readonly<Record<string, HostTensor | null>>): void {
  for (const [name, tensor] of Object.entries(inputs)) if (tensor) checkFinite(name, tensor);
}
