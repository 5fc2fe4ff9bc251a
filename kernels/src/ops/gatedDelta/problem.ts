import type { HostTensor } from '../../tensor.ts';
import { gradientProblem } from '../call/gradientProblem.ts';
import type { GradientProblem, RunOptions, Signature } from '../operator.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { attentionSizes } from '../validation/axes.ts';
import type { HostInputs } from '../validation/inputs.ts';
import { checkAllFinite, takeInputs } from '../validation/inputs.ts';
import { checkOptions, choiceOption } from '../validation/options.ts';
import type { GatedDeltaGradientInputs, GatedDeltaInputs, GatedDeltaOptions } from './types.ts';

/** Options with their defaults filled in. */
export type GatedDeltaSettings = Required<GatedDeltaOptions>;

/** A call that is known to be well formed. */
export interface GatedDeltaProblem<X = HostTensor> {
  readonly sizes: AttentionSizes;
  readonly options: GatedDeltaSettings;
  readonly inputs: {
    /** [B,H,T,D] */
    readonly q: X;
    /** [B,H,T,D] */
    readonly k: X;
    /** [B,H,T,Dv] */
    readonly v: X;
    /** [B,H,T,D]; k where the caller gave none. */
    readonly p: X;
    /** [B,H,T]; ones where the caller gave none. */
    readonly beta: X;
    /** [B,H,T]; ones where the caller gave none. */
    readonly gamma: X;
    /** [B,H,Dv,D]; null means zeros. */
    readonly initialMemory: X | null;
  };
  readonly given: GivenTensors;
}

/** Which of the tensors with a default the caller gave: there is a gradient of those, and a device does without the others. */
export interface GivenTensors {
  readonly p: boolean;
  readonly beta: boolean;
  readonly gamma: boolean;
}

/** What a call takes beside its inputs. */
export type GatedDeltaCallOptions = GatedDeltaOptions & RunOptions;

const INPUTS = {
  required: { q: '[B,H,T,D]', k: '[B,H,T,D]', v: '[B,H,T,Dv]' },
  optional: { p: '[B,H,T,D]', beta: '[B,H,T]', gamma: '[B,H,T]', initialMemory: '[B,H,Dv,D]' },
} as const;

/**
 * Validates a call and fills the defaults. Decays may be any finite numbers: 0 empties the memory, 1 keeps it, and what is
 * outside that is computed as the recurrence says.
 *
 * @throws ArgumentError naming the argument, what it was and what was expected.
 */
export function gatedDeltaProblem(given: GatedDeltaInputs, options: GatedDeltaCallOptions = {}): GatedDeltaProblem {
  const problem = problemOf(takeInputs(given, INPUTS), options);
  checkAllFinite(problem.inputs);
  return problem;
}

function problemOf(inputs: HostInputs<typeof INPUTS>, options: GatedDeltaCallOptions): GatedDeltaProblem {
  const settings = gatedDeltaSettings(options);
  const sizes = attentionSizes(inputs, INPUTS);
  const { B, H, T } = sizes;
  const ones = (): HostTensor => ({ shape: [B, H, T], data: new Float32Array(B * H * T).fill(1) });
  const { q, k, v, p = k, beta = ones(), gamma = ones(), initialMemory = null } = inputs;
  const given = { p: inputs.p !== undefined, beta: inputs.beta !== undefined, gamma: inputs.gamma !== undefined };
  return { sizes, options: settings, inputs: { q, k, v, p, beta, gamma, initialMemory }, given };
}

/** Checks the options and fills their defaults. */
function gatedDeltaSettings(options: GatedDeltaCallOptions): GatedDeltaSettings {
  checkOptions(options, ['error']);
  const choices = ['residual', 'additive'] as const;
  return { error: choiceOption({ name: 'error', value: options.error, fallback: 'residual', choices }) };
}

/** Results that a loss may depend on. */
/** What a loss can depend on. */
export type GatedDeltaDifferentiable = 'output' | 'finalMemory';

export const gatedDeltaSignature: Signature<GatedDeltaProblem, GatedDeltaCallOptions, GatedDeltaDifferentiable> = {
  inputs: INPUTS,
  results: () => ({ output: '[B,H,T,Dv]', finalMemory: '[B,H,Dv,D]' }),
  differentiable: ['output', 'finalMemory'],
  problem: gatedDeltaProblem,
  problemOnDevice: problemOf,
};

export type GatedDeltaGradientProblem = GradientProblem<GatedDeltaProblem, GatedDeltaDifferentiable>;

/** Validates a gradient call and fills the defaults. Throws ArgumentError naming the argument. */
export function gatedDeltaGradientProblem(
  inputs: GatedDeltaGradientInputs,
  options: GatedDeltaCallOptions = {},
): GatedDeltaGradientProblem {
  return gradientProblem(gatedDeltaSignature, inputs, options);
}
