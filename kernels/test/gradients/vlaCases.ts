import type { VlaOptions } from '../../src/ops/vla/types.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';
import type { Tensors } from './differences.ts';

/* Every option of VLA by itself, and those that meet in the backward pass together. */

export const sizes = { B: 1, H: 2, T: 7, R: 1, D: 4, Dv: 3 };
export const random = seededRandom(5);
export const inputs = vlaInputs(random, sizes);
const rankTwo = vlaInputs(random, { ...sizes, R: 2 });
const initialMemory = normals(random, 1, 2, 3, 4);
const initialInverse = positiveDefinite(random, 1, 2, 4);
export const weights = {
  output: normals(random, 1, 2, 7, 3),
  finalMemory: normals(random, 1, 2, 3, 4),
  finalInverse: normals(random, 1, 2, 4, 4),
};
/** Its second head is indefinite such that some updates find |1 + uᵀAu| below the floor. */
const indefinite: HostTensor = { shape: [1, 2, 4, 4], data: initialInverse.data.map((x, i) => (i < 16 ? x : -x)) };

export interface Case {
  readonly inputs?: object;
  readonly options?: Partial<VlaOptions>;
  readonly weights?: Tensors;
  /** Whether the case skips updates. */
  readonly skips?: boolean;
  /** Whether the case goes step by step only. */
  readonly stepwise?: boolean;
}

const states = { initialMemory, initialInverse };
const shares = (least: number): HostTensor => ({
  shape: [1, 2, 7],
  data: Float64Array.from({ length: 14 }, () => random.uniform(least, 1.1)),
});
const decays = { memoryDecay: shares(-0.5), penaltyDecay: shares(0.6) };
export const cases: Record<string, Case> = {
  'the defaults': {},
  'plain write': { options: { write: 'plain' } },
  'additive error': { options: { error: 'additive' } },
  'plain and additive': { options: { write: 'plain', error: 'additive' } },
  'rank 2': { inputs: rankTwo },
  'a nudge': { options: { stabilization: { period: 3, epsilon: 0.05 } } },
  'a nudge and rank 2': { inputs: rankTwo, options: { stabilization: { period: 2, epsilon: 0.05 }, firstStep: 1 } },
  'a state to continue': { inputs: { ...inputs, ...states } },
  'a state to continue, with a nudge': {
    inputs: { ...inputs, ...states },
    options: { stabilization: { period: 3, epsilon: 0.05 }, write: 'plain' },
  },
  'renormalised memory': { inputs: { ...inputs, initialMemory }, options: { renormalizeAbove: 2 } },
  'renormalised memory, additive': { options: { renormalizeAbove: 2, error: 'additive' } },
  'skipped updates': {
    inputs: { ...inputs, initialMemory, initialInverse: indefinite },
    options: { stabilization: { deltaFloor: 0.8 } },
    skips: true,
  },
  'updates skipped by a floor above 1': { options: { stabilization: { deltaFloor: 1.4 } }, skips: true },
  'all final states': { inputs: { ...inputs, ...states }, weights },
  'all final states, rank 2, with a nudge': {
    inputs: { ...rankTwo, ...states },
    options: { stabilization: { period: 3, epsilon: 0.05 } },
    weights,
  },
  'errors that are cut': { options: { errorBound: 1.5 } },
  'values that are cut': { options: { errorBound: 1.5, error: 'additive', write: 'plain' } },
  'errors that are cut, read through A, rank 2, final states': {
    inputs: { ...rankTwo, ...states },
    options: { errorBound: 1.5, readout: 'penalized' },
    weights,
  },
  'a penalized readout': { options: { readout: 'penalized' } },
  'a penalized readout, rank 2, with a nudge': {
    inputs: rankTwo,
    options: { readout: 'penalized', write: 'plain', stabilization: { period: 3, epsilon: 0.05 } },
  },
  'a penalized readout and all final states': {
    inputs: { ...inputs, ...states },
    options: { readout: 'penalized' },
    weights,
  },
  'a penalized readout, rank 2, additive': {
    inputs: { ...rankTwo, initialMemory },
    options: { readout: 'penalized', error: 'additive' },
    weights,
  },
  decays: { inputs: { ...inputs, ...decays }, stepwise: true },
  'a decay of the memory': { inputs: { ...inputs, memoryDecay: decays.memoryDecay }, stepwise: true },
  'all of these and final states': {
    inputs: { ...rankTwo, ...states, ...decays },
    options: { errorBound: 1.2, readout: 'penalized', renormalizeAbove: 2 },
    weights,
    stepwise: true,
  },
  'the final memory only': { weights: { finalMemory: weights.finalMemory } },
  'the final inverse only': { weights: { finalInverse: weights.finalInverse } },
};

/** The tensors of a call with the gradients of its results beside them. */
export function gradientInputs(tensors: object, over: Tensors): object {
  return {
    ...tensors,
    ...Object.fromEntries(Object.entries(over).map(([name, weight]) => [`${name}Gradient`, weight])),
  };
}
