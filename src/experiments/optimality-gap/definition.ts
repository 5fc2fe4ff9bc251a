import { headSizeControl, seedsControl } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly seeds: number;
  readonly length: number;
  readonly headSize: number;
  /** Length of what no linear map explains in a value, against 1 for the rest. */
  readonly noise: number;
}

/** Unit keys: with directions spread evenly, or of positive entries after elu + 1. */
export const families = ['elu', 'gaussian'] as const;
export type Family = (typeof families)[number];

/** P of the loss: λ0·I, or with the layer's directions λ0·I + Σ u uᵀ. */
export const penalties = ['constant', 'layer'] as const;
export type Penalty = (typeof penalties)[number];

/** M = P with unit writes, which is VLA; M = P + Σ k kᵀ with unit writes; the same with plain writes. */
export const forms = ['vla', 'gram', 'plain'] as const;
export type Form = (typeof forms)[number];

export interface View {
  readonly keys: Family;
  readonly measure: 'missed' | 'distance';
  readonly lambda0: string;
}

/** The initial penalties that are compared. */
export const lambdas = [0.01, 0.1, 1, 10] as const;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'optimality-gap',
  title: 'How far the memory is from the best one',
  caption:
    'Loss of the memory S_t above the smallest one, as a share of what the best matrix gains over an empty memory: 0 is ' +
    'optimal, 1 no better than storing nothing. The loss is Σ‖v − S k‖² plus a penalty: λ₀‖S‖² on the left, tr(S P Sᵀ) with ' +
    'P = λ₀ I + Σ u uᵀ and the directions of an untrained layer on the right. VLA takes its write directions from M = P; ' +
    'the other two lines add the keys’ Gram matrix to M. The best matrix is solved for in float64. Mean and standard ' +
    'deviation over seeds; anything below 10⁻⁴ is drawn there.',
  alternative:
    'Two line charts with logarithmic axes over the number of steps. VLA and the form with the keys in M and unit writes ' +
    'stay some per cent above the smallest loss. With the keys in M and plain writes the loss is the smallest one where ' +
    'the penalty is constant, and a fraction of a per cent above it where directions are added.',
  config: { seeds: 5, length: 1024, headSize: 32, noise: 0.3 },
  seed: 1,
  controls: [
    seedsControl(20),
    { key: 'length', label: 'Length T', kind: 'integer', min: 32, max: 4096 },
    headSizeControl(),
    {
      key: 'noise',
      label: 'Noise in the values',
      kind: 'number',
      min: 0,
      max: 2,
      help: 'A value is a random linear map of its key plus noise of about this length.',
    },
  ],
  view: { keys: 'elu', measure: 'missed', lambda0: '0.1' },
  viewControls: [
    {
      key: 'keys',
      label: 'Keys',
      kind: 'choice',
      choices: [
        { value: 'elu', label: 'elu + 1, as in the layer' },
        { value: 'gaussian', label: 'Gaussian' },
      ],
    },
    {
      key: 'measure',
      label: 'Show',
      kind: 'choice',
      choices: [
        { value: 'missed', label: 'loss above the smallest' },
        { value: 'distance', label: 'distance from the best matrix' },
      ],
    },
    {
      key: 'lambda0',
      label: 'Initial penalty λ₀',
      kind: 'choice',
      choices: lambdas.map((value) => ({ value: String(value), label: String(value) })),
    },
  ],
  cost: 'quick',
};
