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

/**
 * Copies of an operator's host tensors: a result is that of the numbers at the time of the call, whatever becomes of the
 * arrays while it is computed. Every call by arrays comes through here before it first waits for anything, and what
 * follows (device, processor, self-check) shares this one copy. Throws unless `value` holds the required tensors, and
 * beside them only optional ones. Checks no sizes.
 */
export function takeInputs<Required extends string, Optional extends string>(
  value: unknown,
  { required, optional }: InputNames<Required, Optional>,
): HostInputs<Required, Optional> {
  checkKeys('inputs', value, [...required, ...optional]);
  const inputs = value as Record<string, unknown>;
  const given = optional.filter((name) => inputs[name] !== undefined);
  return Object.fromEntries([...required, ...given].map((name) => [name, takeTensor(name, inputs[name])])) as never;
}

/** A copy of a host tensor. Throws where `value` is none. */
export function takeTensor(name: string, value: unknown): HostTensor {
  checkHostTensor(name, value);
  return { shape: [...value.shape], data: value.data.slice() };
}

/** Throws on the first number in any of the tensors that is not finite. */
export function checkAllFinite(inputs: Readonly<Record<string, HostTensor | null>>): void {
  for (const [name, tensor] of Object.entries(inputs)) if (tensor) checkFinite(name, tensor);
}
