import type { HostTensor } from '../../tensor.ts';
import type { InputAxes } from './axes.ts';
import { inputNames } from './axes.ts';
import { checkKeys } from './options.ts';
import { checkFinite, checkHostTensor } from './tensors.ts';

/** Tensors of a call by the names that the axes have. */
export type HostInputs<Inputs extends InputAxes> = Record<keyof Inputs['required'] & string, HostTensor> &
  Partial<Record<keyof Inputs['optional'] & string, HostTensor>>;

/**
 * Copies of an operator's host tensors: a result is that of the numbers at the time of the call, whatever becomes of the
 * arrays while it is computed. Every call by arrays comes through here before it first waits for anything, but for those that are copied
 * straight to the memory of WebAssembly kernels (`call/arraysInWasm.ts`), and what follows (device, processor, self-check) shares this one copy. Throws unless `value` holds the required tensors, and
 * beside them only optional ones. Checks no sizes.
 */
export function takeInputs<Inputs extends InputAxes>(value: unknown, axes: Inputs): HostInputs<Inputs> {
  const names = inputNames(axes);
  checkKeys('inputs', value, names);
  const inputs = value as Record<string, unknown>;
  const given = names.filter((name) => name in axes.required || inputs[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, takeTensor(name, inputs[name])])) as HostInputs<Inputs>;
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
