import type { HostTensor } from '../../tensor.ts';
import type { LinearAttentionInputs, LinearAttentionOptions, RunOptions } from '../types.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { attentionSizes } from '../validation/attention.ts';
import { checkAllFinite, takeInputs } from '../validation/inputs.ts';
import { checkOptions, isNonNegative, numberOption } from '../validation/options.ts';
import { checkShape } from '../validation/tensors.ts';

export interface LinearAttentionSettings {
  readonly epsilon: number;
}

/** A linear attention call that is known to be well formed. */
export interface LinearAttentionProblem<X = HostTensor> {
  readonly sizes: AttentionSizes;
  readonly inputs: {
    /** [B,H,T,D] */
    readonly q: X;
    /** [B,H,T,D] */
    readonly k: X;
    /** [B,H,T,Dv] */
    readonly v: X;
    /** [B,H,Dv,D]; null stands for zeros. */
    readonly initialMemory: X | null;
    /** [B,H,D]; null stands for zeros. */
    readonly initialNormalizer: X | null;
  };
  readonly options: LinearAttentionSettings;
}

export const LINEAR_ATTENTION_INPUTS = {
  required: ['q', 'k', 'v'],
  optional: ['initialMemory', 'initialNormalizer'],
} as const;

/**
 * Validates a linear attention call and fills the defaults.
 *
 * @throws ArgumentError naming the argument, what it was and what was expected.
 */
export function linearAttentionProblem(
  given: LinearAttentionInputs,
  options: LinearAttentionOptions & RunOptions = {},
): LinearAttentionProblem {
  const settings = linearAttentionSettings(options);
  const inputs = takeInputs(given, LINEAR_ATTENTION_INPUTS);
  const { q, k, v, initialMemory = null, initialNormalizer = null } = inputs;
  const sizes = linearAttentionSizes({
    q: q.shape,
    k: k.shape,
    v: v.shape,
    initialMemory: initialMemory?.shape,
    initialNormalizer: initialNormalizer?.shape,
  });
  const tensors = { q, k, v, initialMemory, initialNormalizer };
  checkAllFinite(tensors);
  return { sizes, inputs: tensors, options: settings };
}

/** Checks the options of a call, run options included, and fills the defaults. */
export function linearAttentionSettings(options: LinearAttentionOptions & RunOptions): LinearAttentionSettings {
  checkOptions(options, ['epsilon']);
  const { epsilon: value } = options;
  const expected = 'a finite number of at least 0';
  return { epsilon: numberOption({ name: 'epsilon', value, fallback: 1e-6, expected, accept: isNonNegative }) };
}

/** Reads the sizes off the shapes and throws unless all agree. */
export function linearAttentionSizes(shapes: {
  q: readonly number[];
  k: readonly number[];
  v: readonly number[];
  initialMemory?: readonly number[];
  initialNormalizer?: readonly number[];
}): AttentionSizes {
  const sizes = attentionSizes(shapes);
  const { B, H, D, Dv } = sizes;
  if (shapes.initialMemory) checkShape('initialMemory', shapes.initialMemory, [B, H, Dv, D], '[B,H,Dv,D]');
  if (shapes.initialNormalizer) checkShape('initialNormalizer', shapes.initialNormalizer, [B, H, D], '[B,H,D]');
  return sizes;
}
