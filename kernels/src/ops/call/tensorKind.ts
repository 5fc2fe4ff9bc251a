import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../../errors.ts';
import { describe, checkKeys } from '../validation/options.ts';
import type { InputAxes } from '../validation/axes.ts';
import { inputNames } from '../validation/axes.ts';

/**
 * Whether an operator was called with tf.Tensors. Where one is, all must be: throws unless the required ones are
 * there, no unknown ones beside them, and all of them hold float32.
 */
export function holdsTensors(inputs: unknown, axes: InputAxes): inputs is Readonly<Record<string, Tensor>> {
  if (typeof inputs !== 'object' || inputs === null) return false;
  const first = Object.entries(inputs).find(([, value]) => isTensor(value));
  if (!first) return false;
  const names = inputNames(axes);
  checkKeys('inputs', inputs, names);
  const given = inputs as Record<string, unknown>;
  for (const name of names.filter((name) => name in axes.required || given[name] !== undefined)) {
    const value = given[name];
    if (!isTensor(value)) {
      throw new ArgumentError(name, `was ${describe(value)}, but ${first[0]} is a tf.Tensor; expected all of one kind`);
    }
    if (value.dtype !== 'float32') throw new ArgumentError(name, `is a tf.Tensor of ${value.dtype}; expected float32`);
  }
  return true;
}

/** By its fields, so that tfjs need not be loaded and a second copy of it does no harm. */
function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value && 'dtype' in value && 'shape' in value;
}
