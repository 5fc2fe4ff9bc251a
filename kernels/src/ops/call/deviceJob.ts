import type { TensorJob } from '../../runtime/tensorJobTypes.ts';
import type { FormChoice } from '../operator.ts';

export type Shapes = Readonly<Record<string, readonly number[]>>;

/** What is known of a call on a device beside shapes and options. */
export interface DeviceCall {
  /** Whether tfjs may ask for its gradient, which things kept now would save work. */
  readonly differentiated: boolean;
  /** Names of the inputs that are known to be zero without reading from the device. */
  readonly zeros: ReadonlySet<string>;
}

export interface DeviceJob extends TensorJob, FormChoice {}
