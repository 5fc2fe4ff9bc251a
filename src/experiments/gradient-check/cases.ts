import type { OperatorName } from '@vla/kernels/labels';
import type { HostTensor, RunReport, Session, VlaOptions } from '@vla/kernels';
import { deltaNetGradient, linearAttentionGradient, softmaxAttentionGradient, vlaGradient } from '@vla/kernels';
import { dot } from '@vla/kernels/math';
import {
  deltaNetGradientProblem,
  deltaNetGradientReference,
  deltaNetProblem,
  deltaNetReference,
  linearAttentionGradientProblem,
  linearAttentionGradientReference,
  linearAttentionProblem,
  linearAttentionReference,
  softmaxAttentionGradientProblem,
  softmaxAttentionGradientReference,
  softmaxAttentionProblem,
  softmaxAttentionReference,
  vlaGradientProblem,
  vlaGradientReference,
  vlaProblem,
  vlaReference,
} from '@vla/kernels/reference';
import type { Draws, Tensors } from './draws.ts';

export interface RunArguments {
  readonly session: Session;
  readonly signal: AbortSignal;
}

/** An operator with some of its options and optional tensors. */
export interface Case {
  /** Begins the names of its quantities. */
  readonly id: string;
  readonly label: string;
  readonly operator: OperatorName;
  readonly inputs: (draws: Draws) => Tensors;
  /** Results that the loss depends on, each with the weights of its entries: the loss is Σ⟨weight, result⟩. */
  readonly weights: (draws: Draws) => Tensors;
  /** The operator in float64. */
  readonly forward: (inputs: never) => object;
  /** The closed form in float64. */
  readonly gradient: (inputs: never) => object;
  readonly run: (inputs: never, place: RunArguments) => Promise<{ readonly ran: RunReport }>;
}

const output = (draws: Draws): Tensors => ({ output: draws.v() });

function vlaCase(
  id: string,
  label: string,
  options: Partial<VlaOptions>,
  more: { readonly rank?: number; readonly states?: true } = {},
): Case {
  const all = { lambda0: 0.5, ...options };
  const states = (draws: Draws): Tensors => ({ initialMemory: draws.memory(), initialInverse: draws.inverse() });
  const finals = (draws: Draws): Tensors => ({ finalMemory: draws.memory(), finalInverse: draws.inverse() });
  return {
    id,
    label: `VLA, ${label}`,
    operator: 'vla',
    inputs: (draws) => ({
      q: draws.q(),
      k: draws.k(),
      v: draws.v(),
      u: draws.directions(more.rank),
      ...(more.states && states(draws)),
    }),
    weights: (draws) => ({ ...output(draws), ...(more.states && finals(draws)) }),
    forward: (inputs: never) => vlaReference(vlaProblem(inputs, all)),
    gradient: (inputs: never) => vlaGradientReference(vlaGradientProblem(inputs, all)),
    run: (inputs: never, place) => vlaGradient(inputs, { ...all, ...place }),
  };
}

const deltaNet = {
  operator: 'deltanet',
  forward: (inputs: never) => deltaNetReference(deltaNetProblem(inputs)),
  gradient: (inputs: never) => deltaNetGradientReference(deltaNetGradientProblem(inputs)),
  run: (inputs: never, place: RunArguments) => deltaNetGradient(inputs, place),
} as const;

const linear = {
  operator: 'linear',
  forward: (inputs: never) => linearAttentionReference(linearAttentionProblem(inputs)),
  gradient: (inputs: never) => linearAttentionGradientReference(linearAttentionGradientProblem(inputs)),
  run: (inputs: never, place: RunArguments) => linearAttentionGradient(inputs, place),
} as const;

const softmax = {
  operator: 'softmax',
  forward: (inputs: never) => softmaxAttentionReference(softmaxAttentionProblem(inputs)),
  gradient: (inputs: never) => softmaxAttentionGradientReference(softmaxAttentionGradientProblem(inputs)),
  run: (inputs: never, place: RunArguments) => softmaxAttentionGradient(inputs, place),
} as const;

const attended = (draws: Draws): Tensors => ({ q: draws.q(), k: draws.k(), v: draws.v() });
const featured = (draws: Draws): Tensors => ({ q: draws.positive(), k: draws.positive(), v: draws.v() });

export const cases: readonly Case[] = [
  vlaCase('vla', 'the defaults', {}),
  vlaCase('vlaPlain', 'plain writes', { write: 'plain' }),
  vlaCase('vlaAdditive', 'additive', { error: 'additive' }),
  vlaCase('vlaPlainAdditive', 'plain and additive', { write: 'plain', error: 'additive' }),
  vlaCase('vlaRank2', 'rank 2', {}, { rank: 2 }),
  vlaCase('vlaNudge', 'a nudge', { stabilization: { period: 3, epsilon: 0.05 } }),
  // Below every norm that comes up, so that no small change of an input decides whether a step divides.
  vlaCase('vlaRenormalized', 'renormalised memory', { renormalizeAbove: 0.1 }),
  vlaCase('vlaStates', 'states in and out', {}, { states: true }),
  { ...deltaNet, id: 'deltaNet', label: 'DeltaNet', inputs: attended, weights: output },
  {
    ...deltaNet,
    id: 'deltaNetStates',
    label: 'DeltaNet, β and states',
    inputs: (draws) => ({ ...attended(draws), beta: draws.strengths(), initialMemory: draws.memory() }),
    weights: (draws) => ({ ...output(draws), finalMemory: draws.memory() }),
  },
  { ...linear, id: 'linear', label: 'Linear attention', inputs: featured, weights: output },
  {
    ...linear,
    id: 'linearStates',
    label: 'Linear attention, states',
    inputs: (draws) => ({
      ...featured(draws),
      initialMemory: draws.memory(),
      initialNormalizer: draws.normalizer(),
    }),
    weights: (draws) => ({ ...output(draws), finalMemory: draws.memory(), finalNormalizer: draws.normalizer() }),
  },
  { ...softmax, id: 'softmax', label: 'Softmax attention', inputs: attended, weights: output },
];

/** The names under which a gradient call takes the weights: output → outputGradient. */
export function asGradients(weights: Tensors): Tensors {
  return Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [`${name}Gradient`, tensor]));
}

/** Σ⟨weight, result⟩ */
export function lossOf(results: object, weights: Tensors): number {
  return Object.entries(weights).reduce(
    (sum, [name, { data }]) => sum + dot(data, (results as Record<string, HostTensor>)[name].data),
    0,
  );
}
