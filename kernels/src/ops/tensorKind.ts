import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';

/** Whether an operator was called with tf.Tensors. Throws when some are and some are not. */
export function holdsTensors<Host, Device>(inputs: Host | Device): inputs is Device {
  if (typeof inputs !== 'object' || inputs === null) return false;
  const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
  const tensors = given.filter(([, value]) => isTensor(value));
  const other = given.find(([, value]) => !isTensor(value));
  if (tensors.length === 0) return false;
  if (!other) return true;
  throw new ArgumentError(other[0], `is not a tf.Tensor, but ${tensors[0][0]} is; expected all of one kind`);
}

/** By its fields, so that tfjs need not be loaded and a second copy of it does no harm. */
function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value && 'dtype' in value && 'shape' in value;
}
