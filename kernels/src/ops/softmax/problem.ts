import type { HostTensor } from '../../tensor.ts';
import type { RunOptions, SoftmaxAttentionInputs, SoftmaxAttentionOptions } from '../types.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { attentionSizes } from '../validation/attention.ts';
import { checkAllFinite, takeInputs } from '../validation/inputs.ts';
import { FLOAT32_MAX, checkOptions, numberOption } from '../validation/options.ts';

export interface SoftmaxAttentionSettings {
  readonly scale: number;
}

/** A softmax attention call that is known to be well formed. */
export interface SoftmaxAttentionProblem<X = HostTensor> {
  readonly sizes: AttentionSizes;
  readonly inputs: {
    /** [B,H,T,D] */
    readonly q: X;
    /** [B,H,T,D] */
    readonly k: X;
    /** [B,H,T,Dv] */
    readonly v: X;
  };
  readonly options: SoftmaxAttentionSettings;
}

export const SOFTMAX_ATTENTION_INPUTS = {
  required: ['q', 'k', 'v'],
  optional: [],
} as const;

/**
 * Validates a softmax attention call and fills the defaults.
 *
 * @throws ArgumentError naming the argument, what it was and what was expected.
 */
export function softmaxAttentionProblem(
  given: SoftmaxAttentionInputs,
  options: SoftmaxAttentionOptions & RunOptions = {},
): SoftmaxAttentionProblem {
  const { q, k, v } = takeInputs(given, SOFTMAX_ATTENTION_INPUTS);
  const sizes = softmaxAttentionSizes({ q: q.shape, k: k.shape, v: v.shape });
  const settings = softmaxAttentionSettings(options, sizes);
  const tensors = { q, k, v };
  checkAllFinite(tensors);
  return { sizes, inputs: tensors, options: settings };
}

/** Checks the options of a call, run options included, and fills the default scale 1/√D. */
export function softmaxAttentionSettings(
  options: SoftmaxAttentionOptions & RunOptions,
  sizes: AttentionSizes,
): SoftmaxAttentionSettings {
  checkOptions(options, ['scale']);
  const scale = numberOption({
    name: 'scale',
    value: options.scale,
    fallback: 1 / Math.sqrt(sizes.D),
    expected: 'a finite number',
    accept: (value) => Math.abs(value) <= FLOAT32_MAX,
  });
  return { scale };
}

/** Reads the sizes off the shapes and throws unless all agree. */
export const softmaxAttentionSizes = attentionSizes;
