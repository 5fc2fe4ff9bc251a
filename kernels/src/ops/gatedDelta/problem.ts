import type { HostTensor } from '../../tensor.ts';
import { gradientProblem } from '../call/gradientProblem.ts';
import type { GradientProblem } from '../call/gradientProblem.ts';
import type { RunOptions } from '../types.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { attentionSizes } from '../validation/attention.ts';
import { checkAllFinite, takeInputs } from '../validation/inputs.ts';
import { checkOptions, choiceOption } from '../validation/options.ts';
import { checkShape } from '../validation/tensors.ts';
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

export const GATED_DELTA_INPUTS = {
  required: ['q', 'k', 'v'],
  optional: ['p', 'beta', 'gamma', 'initialMemory'],
} as const;

/** Results that a loss may depend on. */
export const GATED_DELTA_DIFFERENTIABLE = ['output', 'finalMemory'] as const;

/**
 * Validates a call and fills the defaults. Decays may be any finite numbers: 0 empties the memory, 1 keeps it, and what is
 * outside that is computed as the recurrence says.
 *
 * @throws ArgumentError naming the argument, what it was and what was expected.
 */
export function gatedDeltaProblem(
  given: GatedDeltaInputs,
  options: GatedDeltaOptions & RunOptions = {},
): GatedDeltaProblem {
  const settings = gatedDeltaSettings(options);
  const { q, k, v, ...others } = takeInputs(given, GATED_DELTA_INPUTS);
  const shapes = Object.entries({ q, k, v, ...others }).map(([name, { shape }]) => [name, shape] as const);
  const sizes = gatedDeltaSizes(Object.fromEntries(shapes) as unknown as GatedDeltaShapes);
  const { B, H, T } = sizes;
  const ones = (): HostTensor => ({ shape: [B, H, T], data: new Float32Array(B * H * T).fill(1) });
  const { p = k, beta = ones(), gamma = ones(), initialMemory = null } = others;
  const inputs = { q, k, v, p, beta, gamma, initialMemory };
  checkAllFinite(inputs);
  return { sizes, options: settings, inputs, given: givenTensors(others) };
}

export function givenTensors(inputs: { readonly p?: unknown; readonly beta?: unknown; readonly gamma?: unknown }) {
  return { p: inputs.p !== undefined, beta: inputs.beta !== undefined, gamma: inputs.gamma !== undefined };
}

/** Checks the options and fills their defaults. */
export function gatedDeltaSettings(options: GatedDeltaOptions & RunOptions): GatedDeltaSettings {
  checkOptions(options, ['error']);
  const choices = ['residual', 'additive'] as const;
  return { error: choiceOption({ name: 'error', value: options.error, fallback: 'residual', choices }) };
}

type Shape = readonly number[];

export type GatedDeltaShapes = Readonly<Record<'q' | 'k' | 'v', Shape>> &
  Readonly<Partial<Record<'p' | 'beta' | 'gamma' | 'initialMemory', Shape>>>;

/** Reads the sizes off the shapes and throws unless all agree. */
export function gatedDeltaSizes(shapes: GatedDeltaShapes): AttentionSizes {
  const sizes = attentionSizes(shapes);
  const { B, H, T, D, Dv } = sizes;
  if (shapes.p) checkShape('p', shapes.p, [B, H, T, D], '[B,H,T,D]');
  if (shapes.beta) checkShape('beta', shapes.beta, [B, H, T], '[B,H,T]');
  if (shapes.gamma) checkShape('gamma', shapes.gamma, [B, H, T], '[B,H,T]');
  if (shapes.initialMemory) checkShape('initialMemory', shapes.initialMemory, [B, H, Dv, D], '[B,H,Dv,D]');
  return sizes;
}

export type GatedDeltaGradientProblem = GradientProblem<GatedDeltaProblem, (typeof GATED_DELTA_DIFFERENTIABLE)[number]>;

/** Validates a gradient call and fills the defaults. Throws ArgumentError naming the argument. */
export function gatedDeltaGradientProblem(
  inputs: GatedDeltaGradientInputs,
  options: GatedDeltaOptions & RunOptions = {},
): GatedDeltaGradientProblem {
  return gradientProblem({
    inputs,
    names: [...GATED_DELTA_INPUTS.required, ...GATED_DELTA_INPUTS.optional],
    results: GATED_DELTA_DIFFERENTIABLE,
    problemOf: (call) => gatedDeltaProblem(call, options),
    shapesOf: ({ sizes: { B, H, T, D, Dv } }) => ({
      output: [[B, H, T, Dv], '[B,H,T,Dv]'],
      finalMemory: [[B, H, Dv, D], '[B,H,Dv,D]'],
    }),
  });
}
