import { ArgumentError } from '../../errors.ts';
import type { HostTensor } from '../../tensor.ts';
import type { BufferPlan } from '../../runtime/plan.ts';
import { gradientProblem } from '../call/gradientProblem.ts';
import type { GradientProblem, RunOptions, Signature } from '../operator.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { attentionSizes, checkAxes } from '../validation/axes.ts';
import type { HostInputs } from '../validation/inputs.ts';
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
import { checkPositive, checkRank, checkSymmetric } from '../validation/tensors.ts';
import type { VlaGradientInputs, VlaInputs, VlaOptions } from './types.ts';

export interface VlaSizes extends AttentionSizes {
  /** Rank of the penalty update per step. */
  readonly R: number;
}

/** All options of the recurrence, defaults filled in, the stabilization flattened. */
export interface VlaSettings {
  readonly lambda0: number;
  readonly write: 'normalized' | 'plain';
  readonly error: 'residual' | 'additive';
  readonly errorBound: number;
  readonly readout: 'memory' | 'penalized';
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
    /** [B,H,Dv,D]; null means zeros. */
    readonly initialMemory: X | null;
    /** [B,H,D,D]; null means I/λ0. */
    readonly initialInverse: X | null;
    /** [B,H,T]; null means ones. */
    readonly memoryDecay: X | null;
    /** [B,H,T]; null means ones. */
    readonly penaltyDecay: X | null;
  };
  readonly options: VlaSettings;
}

/** What a call takes beside its inputs. */
export type VlaCallOptions = VlaOptions & RunOptions;

const INPUTS = {
  required: { q: '[B,H,T,D]', k: '[B,H,T,D]', v: '[B,H,T,Dv]', u: '[B,H,T,R,D]' },
  optional: {
    initialMemory: '[B,H,Dv,D]',
    initialInverse: '[B,H,D,D]',
    memoryDecay: '[B,H,T]',
    penaltyDecay: '[B,H,T]',
  },
} as const;

/**
 * Validates a VLA call and fills the defaults.
 *
 * @throws ArgumentError naming the argument, what it was and what was expected: wrong rank, shape or type,
 *   empty tensors, NaN or infinity, λ0 ≤ 0, an asymmetric initial inverse, unknown options or values.
 */
export function vlaProblem(given: VlaInputs, options: VlaCallOptions): VlaProblem {
  const settings = vlaSettings(options);
  const inputs = takeInputs(given, INPUTS);
  const problem = problemOf(inputs, settings);
  checkAllFinite({ ...problem.inputs, u: inputs.u });
  const { initialInverse, penaltyDecay } = problem.inputs;
  if (initialInverse) checkSymmetric('initialInverse', initialInverse);
  if (penaltyDecay) checkPositive('penaltyDecay', penaltyDecay);
  checkDirections(inputs.u, inverseNorm(problem));
  return problem;
}

function problemOf(inputs: HostInputs<typeof INPUTS>, options: VlaSettings): VlaProblem {
  const { q, k, v, initialMemory = null, initialInverse = null, memoryDecay = null, penaltyDecay = null } = inputs;
  const sizes = sizesOf(inputs);
  const { B, H, T, R, D } = sizes;
  const u = { shape: [B, H, T, R, D], data: inputs.u.data };
  return { sizes, inputs: { q, k, v, u, initialMemory, initialInverse, memoryDecay, penaltyDecay }, options };
}

/** Reads the sizes off the shapes and throws unless all agree. */
function sizesOf({ u: { shape: u }, ...inputs }: HostInputs<typeof INPUTS>): VlaSizes {
  const { required, optional } = INPUTS;
  const { q, k, v } = required;
  const attention = attentionSizes(inputs, { required: { q, k, v }, optional });
  const { B, H, T, D } = attention;
  checkRank('u', u, [4, 5], `[B,H,T,R,D] = [${B}, ${H}, ${T}, R, ${D}], or [B,H,T,D] for R = 1`);
  const sizes = { ...attention, R: u.length === 5 ? u[3]! : 1 };
  checkAxes('u', u, u.length === 5 ? required.u : '[B,H,T,D]', sizes);
  return sizes;
}

const OPTION_NAMES = [
  'lambda0',
  'write',
  'error',
  'errorBound',
  'readout',
  'stabilization',
  'renormalizeAbove',
  'firstStep',
  'keepIntermediates',
];

/** Checks the options of a call, run options included, and fills the defaults of the recurrence. */
export function vlaSettings(options: VlaCallOptions): VlaSettings {
  checkOptions(options, OPTION_NAMES);
  const stabilization = options.stabilization ?? {};
  checkKeys('stabilization', stabilization, ['period', 'epsilon', 'deltaFloor']);
  const { period, epsilon, deltaFloor } = stabilization;
  if (period === undefined && typeof epsilon === 'number' && epsilon > 0) {
    throw new ArgumentError(
      'stabilization.period',
      'was undefined beside an epsilon; expected after how many steps to add it',
    );
  }
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
    errorBound: numberOption({ name: 'errorBound', value: options.errorBound, fallback: 0, ...nonNegative }),
    readout: choiceOption({
      name: 'readout',
      value: options.readout,
      fallback: 'memory',
      choices: ['memory', 'penalized'],
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

/** Results that a loss may depend on. The number of skipped updates has no gradient. */
/** What a loss can depend on. */
export type VlaDifferentiable = 'output' | 'finalInverse' | 'finalMemory';

export const vlaSignature: Signature<VlaProblem, VlaCallOptions, VlaDifferentiable> = {
  inputs: INPUTS,
  results: ({ keepIntermediates }) => ({
    output: '[B,H,T,Dv]',
    finalInverse: '[B,H,D,D]',
    finalMemory: '[B,H,Dv,D]',
    skippedUpdates: '[B,H]',
    ...(keepIntermediates && { writeDirections: '[B,H,T,D]', errors: '[B,H,T,Dv]' }),
  }),
  differentiable: ['output', 'finalInverse', 'finalMemory'],
  inspected: ['initialInverse', 'penaltyDecay'],
  problem: vlaProblem,
  problemOnDevice: (inputs, options) => problemOf(inputs as HostInputs<typeof INPUTS>, vlaSettings(options)),
};

export type VlaGradientProblem = GradientProblem<VlaProblem, VlaDifferentiable>;

/** Validates a gradient call and fills the defaults. Throws ArgumentError naming the argument. */
export function vlaGradientProblem(inputs: VlaGradientInputs, options: VlaCallOptions): VlaGradientProblem {
  return gradientProblem(vlaSignature, inputs, options);
}

/** The tensors of a call, as every form takes and gives them. */
export function tensorBuffers({ sizes, inputs, options }: VlaProblem): BufferPlan[] {
  const { B, H, T, D, Dv, R } = sizes;
  const heads = B * H;
  const buffers: BufferPlan[] = [
    { name: 'q', role: 'input', words: heads * T * D },
    { name: 'k', role: 'input', words: heads * T * D },
    { name: 'v', role: 'input', words: heads * T * Dv },
    { name: 'u', role: 'input', words: heads * T * R * D },
    ...(['memoryDecay', 'penaltyDecay'] as const)
      .filter((name) => inputs[name])
      .map((name): BufferPlan => ({ name, role: 'input', words: heads * T })),
    { name: 'state', role: 'state', words: heads * (D * D + Dv * D + 1) },
    { name: 'output', role: 'output', words: heads * T * Dv },
  ];
  if (!options.keepIntermediates) return buffers;
  return [
    ...buffers,
    { name: 'writeDirections', role: 'output', words: heads * T * D },
    { name: 'errors', role: 'output', words: heads * T * Dv },
  ];
}
