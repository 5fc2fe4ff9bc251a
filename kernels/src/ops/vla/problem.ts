import type { HostTensor } from '../../tensor.ts';
import type { RunOptions, VlaInputs, VlaOptions } from '../types.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { attentionSizes } from '../validation/attention.ts';
import { checkAllFinite, takeInputs } from '../validation/inputs.ts';
import { checkDirections, inverseNorm } from './directionSize.ts';
import {
  FLOAT32_MAX,
  checkKeys,
  checkOptions,
  choiceOption,
  flagOption,
  isCount,
  isNonNegative,
  numberOption,
} from '../validation/options.ts';
import { checkRank, checkShape, checkSymmetric } from '../validation/tensors.ts';

export interface VlaSizes extends AttentionSizes {
  /** Rank of the penalty update per step. */
  readonly R: number;
}

/** All options of the recurrence, defaults filled in, the stabilization flattened. */
export interface VlaSettings {
  readonly lambda0: number;
  readonly write: 'normalized' | 'plain';
  readonly error: 'residual' | 'additive';
  readonly period: number;
  readonly epsilon: number;
  readonly deltaFloor: number;
  readonly renormalizeAbove: number;
  readonly firstStep: number;
  readonly keepIntermediates: boolean;
}

/** A VLA call that is known to be well formed. Every backend starts from one. */
export interface VlaProblem<X = HostTensor> {
  readonly sizes: VlaSizes;
  readonly inputs: {
    /** [B,H,T,D] */
    readonly q: X;
    /** [B,H,T,D] */
    readonly k: X;
    /** [B,H,T,Dv] */
    readonly v: X;
    /** [B,H,T,R,D], also where the caller left out R. */
    readonly u: X;
    /** [B,H,Dv,D]; null stands for zeros. */
    readonly initialMemory: X | null;
    /** [B,H,D,D]; null stands for I/λ0. */
    readonly initialInverse: X | null;
  };
  readonly options: VlaSettings;
}

export const VLA_INPUTS = {
  required: ['q', 'k', 'v', 'u'],
  optional: ['initialMemory', 'initialInverse'],
} as const;

/**
 * Validates a VLA call and fills the defaults.
 *
 * @throws ArgumentError naming the argument, what it was and what was expected: wrong rank, shape or type,
 *   empty tensors, NaN or infinity, λ0 ≤ 0, an asymmetric initial inverse, unknown options or values.
 */
export function vlaProblem(given: VlaInputs, options: VlaOptions & RunOptions): VlaProblem {
  const settings = vlaSettings(options);
  const inputs = takeInputs(given, VLA_INPUTS);
  const sizes = vlaSizes({
    q: inputs.q.shape,
    k: inputs.k.shape,
    v: inputs.v.shape,
    u: inputs.u.shape,
    initialMemory: inputs.initialMemory?.shape,
    initialInverse: inputs.initialInverse?.shape,
  });
  const { B, H, T, R, D } = sizes;
  const { q, k, v, initialMemory = null, initialInverse = null } = inputs;
  const u = { shape: [B, H, T, R, D], data: inputs.u.data };
  const tensors = { q, k, v, u, initialMemory, initialInverse };
  checkAllFinite({ ...tensors, u: inputs.u });
  if (initialInverse) checkSymmetric('initialInverse', initialInverse);
  const problem = { sizes, inputs: tensors, options: settings };
  checkDirections(inputs.u, inverseNorm(problem));
  return problem;
}

/** Reads the sizes off the shapes and throws unless all agree. Needs no data, so tf.Tensors can be checked too. */
export function vlaSizes(shapes: {
  q: readonly number[];
  k: readonly number[];
  v: readonly number[];
  u: readonly number[];
  initialMemory?: readonly number[];
  initialInverse?: readonly number[];
}): VlaSizes {
  const { B, H, T, D, Dv } = attentionSizes(shapes);
  const { u } = shapes;
  checkRank('u', u, [4, 5], `[B,H,T,R,D] = [${B}, ${H}, ${T}, R, ${D}], or [B,H,T,D] for R = 1`);
  const R = u.length === 5 ? u[3] : 1;
  if (u.length === 5) checkShape('u', u, [B, H, T, R, D], '[B,H,T,R,D]');
  else checkShape('u', u, [B, H, T, D], '[B,H,T,D]');
  if (shapes.initialMemory) checkShape('initialMemory', shapes.initialMemory, [B, H, Dv, D], '[B,H,Dv,D]');
  if (shapes.initialInverse) checkShape('initialInverse', shapes.initialInverse, [B, H, D, D], '[B,H,D,D]');
  return { B, H, T, D, Dv, R };
}

const OPTION_NAMES = [
  'lambda0',
  'write',
  'error',
  'stabilization',
  'renormalizeAbove',
  'firstStep',
  'keepIntermediates',
];

/** Checks the options of a call, run options included, and fills the defaults of the recurrence. */
export function vlaSettings(options: VlaOptions & RunOptions): VlaSettings {
  checkOptions(options, OPTION_NAMES);
  const stabilization = options.stabilization ?? {};
  checkKeys('stabilization', stabilization, ['period', 'epsilon', 'deltaFloor']);
  const { period, epsilon, deltaFloor } = stabilization;
  const nonNegative = { expected: 'a finite number of at least 0', accept: isNonNegative };
  const count = { expected: 'a non-negative integer', accept: isCount };
  return {
    lambda0: numberOption({
      name: 'lambda0',
      value: options.lambda0,
      expected: 'a finite number above 0 whose inverse fits in float32',
      accept: (value) => value > 0 && value <= FLOAT32_MAX && 1 / value <= FLOAT32_MAX,
    }),
    write: choiceOption({
      name: 'write',
      value: options.write,
      fallback: 'normalized',
      choices: ['normalized', 'plain'],
    }),
    error: choiceOption({
      name: 'error',
      value: options.error,
      fallback: 'residual',
      choices: ['residual', 'additive'],
    }),
    period: numberOption({ name: 'stabilization.period', value: period, fallback: 0, ...count }),
    epsilon: numberOption({ name: 'stabilization.epsilon', value: epsilon, fallback: 0, ...nonNegative }),
    deltaFloor: numberOption({ name: 'stabilization.deltaFloor', value: deltaFloor, fallback: 1e-6, ...nonNegative }),
    renormalizeAbove: numberOption({
      name: 'renormalizeAbove',
      value: options.renormalizeAbove,
      fallback: 0,
      ...nonNegative,
    }),
    firstStep: numberOption({ name: 'firstStep', value: options.firstStep, fallback: 0, ...count }),
    keepIntermediates: flagOption({ name: 'keepIntermediates', value: options.keepIntermediates }),
  };
}
