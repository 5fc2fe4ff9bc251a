import type { Tensor } from '@tensorflow/tfjs-core';
import type { Session } from '../../runtime/sessionTypes.ts';
import type { NumbersOf } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';

/** An array as a session computes it: float64 by the backend "reference", float32 by the others. */
export type ArrayOf<Place extends Session> = HostTensor<NumbersOf<Place['backend']>>;

/** A result beside inputs X: of tf.Tensors one whose rank is known, of arrays an array. */
export type Ranked<X, Rank extends Tensor> = X extends Tensor ? Rank : X;

/** What a call with inputs X returns: of arrays a promise, of tf.Tensors the result at once. */
export type Given<X, OfArrays, OfTensors> = X extends Tensor ? OfTensors : Promise<OfArrays>;
