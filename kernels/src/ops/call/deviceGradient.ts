import type { KernelPlan } from '../../runtime/plan.ts';
import type { Form } from '../../runtime/types.ts';
import type { RunOptions } from '../types.ts';

/** What of a call decides on the form of its gradient. */
export type FormOptions = Pick<RunOptions, 'form' | 'chunkLength'>;

/** A gradient as a device computes it. */
export interface DeviceGradient {
  /** Reads the call's tensors and the gradients of its results by their names, and writes qGradient and so on. */
  readonly plan: KernelPlan;
  readonly form: Form;
  readonly formReason: string;
}
