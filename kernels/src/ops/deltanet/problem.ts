import type { HostTensor } from '../../tensor.ts';
import type { DeltaNetInputs, RunOptions } from '../types.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { attentionSizes } from '../validation/attention.ts';
import { checkAllFinite, takeInputs } from '../validation/inputs.ts';
import { checkOptions } from '../validation/options.ts';
import { checkShape } from '../validation/tensors.ts';

/** A DeltaNet call that is known to be well formed. */
export interface DeltaNetProblem<X = HostTensor> {
  readonly sizes: AttentionSizes;
  readonly inputs: {
    /** [B,H,T,D] */
    readonly q: X;
    /** [B,H,T,D] */
    readonly k: X;
    /** [B,H,T,Dv] */
    readonly v: X;
    /** [B,H,T]; ones where the caller gave none. */
    readonly beta: X;
    /** [B,H,Dv,D]; null stands for zeros. */
    readonly initialMemory: X | null;
  };
}

export const DELTANET_INPUTS = {
  required: ['q', 'k', 'v'],
  optional: ['beta', 'initialMemory'],
} as const;

/**
 * Validates a DeltaNet call and fills the defaults.
 *
 * @throws ArgumentError naming the argument, what it was and what was expected.
 */
export function deltaNetProblem(given: DeltaNetInputs, options: RunOptions = {}): DeltaNetProblem {
  checkDeltaNetOptions(options);
  const inputs = takeInputs(given, DELTANET_INPUTS);
  const { q, k, v, initialMemory = null } = inputs;
  const sizes = deltaNetSizes({
    q: q.shape,
    k: k.shape,
    v: v.shape,
    beta: inputs.beta?.shape,
    initialMemory: initialMemory?.shape,
  });
  const { B, H, T } = sizes;
  const beta = inputs.beta ?? { shape: [B, H, T], data: new Float32Array(B * H * T).fill(1) };
  const tensors = { q, k, v, beta, initialMemory };
  checkAllFinite(tensors);
  return { sizes, inputs: tensors };
}

/** DeltaNet has no options of its own. */
export function checkDeltaNetOptions(options: RunOptions): void {
  checkOptions(options, []);
}

/** Reads the sizes off the shapes and throws unless all agree. */
export function deltaNetSizes(shapes: {
  q: readonly number[];
  k: readonly number[];
  v: readonly number[];
  beta?: readonly number[];
  initialMemory?: readonly number[];
}): AttentionSizes {
  const sizes = attentionSizes(shapes);
  const { B, H, T, D, Dv } = sizes;
  if (shapes.beta) checkShape('beta', shapes.beta, [B, H, T], '[B,H,T]');
  if (shapes.initialMemory) checkShape('initialMemory', shapes.initialMemory, [B, H, Dv, D], '[B,H,Dv,D]');
  return sizes;
}
