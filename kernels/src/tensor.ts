import { describe } from './arguments.ts';
import { ArgumentError } from './errors.ts';

/** What numbers of arrays are in. */
export type HostNumbers = Float32Array | Float64Array;

/** A dense row-major tensor in ordinary memory: the last axis varies fastest. */
export interface HostTensor<Numbers extends HostNumbers = HostNumbers> {
  readonly shape: readonly number[];
  readonly data: Numbers;
}

/** Number of elements of a shape; the empty shape (a scalar) has one. */
export function elementCount(shape: readonly number[]): number {
  if (!Array.isArray(shape)) throw new ArgumentError('shape', `was ${describe(shape)}; expected an array of sizes`);
  return shape.reduce((count, size) => count * size, 1);
}
