import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Session } from '../../runtime/sessionTypes.ts';
import type { NumbersOf } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';

/** An array as a session computes it: float64 by the backend "reference", float32 by the others. */
export type ArrayOf<Place extends Session> = HostTensor<NumbersOf<Place['backend']>>;

/** The ranks of results, by the names that they have in every operator. */
export interface Ranks {
  readonly output: Tensor4D;
  readonly finalMemory: Tensor4D;
  readonly finalInverse: Tensor4D;
  readonly finalNormalizer: Tensor3D;
  readonly skippedUpdates: Tensor2D;
  readonly writeDirections: Tensor4D;
  readonly errors: Tensor4D;
}

/** A result of tf.Tensors, each of its rank. */
export type TensorResult<Result> = {
  readonly [Name in keyof Result]: Name extends keyof Ranks ? Ranks[Name] : Result[Name];
};

/** What a call with inputs X returns: of arrays a promise, of tf.Tensors the result at once. */
export type Given<X, OfArrays, OfTensors> = X extends Tensor ? OfTensors : Promise<OfArrays>;
