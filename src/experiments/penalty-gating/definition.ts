import { headSizeControl, seedsControl } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly seeds: number;
  readonly headSize: number;
  /** Target pairs, written first. */
  readonly pairs: number;
  /** Steps of noise before the question. */
  readonly later: number;
  readonly lambda0: number;
}

export type View = Record<string, never>;

/** Penalties λ of a token: its direction is u = √λ k, so that M grows by λ k kᵀ. */
export const penalties = [0.01, 0.1, 1, 10, 100, 1000, 10_000] as const;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'penalty-gating',
  title: 'A large penalty keeps a value when it lies on the target, not when it lies on the noise',
  caption:
    'Four target pairs, then noise. A token’s penalty λ is set by hand: u = √λ k. Drawn is the cosine between the ' +
    'answer to a target’s key and its value (1 is a perfect answer up to its length) against λ, for λ on the noise ' +
    'alone, on the targets alone, and on all tokens; mean over targets, mean and standard deviation over seeds.',
  alternative:
    'Two line charts of the cosine against the penalty. With unit-length writes the answer is right where the penalty ' +
    'lies on the targets and is large, and wrong where it lies on the noise. With plain writes a large penalty on the ' +
    'noise helps too.',
  config: { seeds: 5, headSize: 32, pairs: 4, later: 1000, lambda0: 1 },
  seed: 1,
  controls: [
    seedsControl(20),
    headSizeControl(),
    { key: 'pairs', label: 'Targets', kind: 'integer', min: 1, max: 32 },
    { key: 'later', label: 'Steps of noise', kind: 'integer', min: 10, max: 4000 },
    {
      key: 'lambda0',
      label: 'Initial penalty λ₀',
      kind: 'number',
      min: 1,
      max: 100,
      logarithmic: true,
      help: 'At least 1: a plain write without a penalty has length 1/λ₀, and below 1/2 such writes overshoot and diverge.',
    },
  ],
  view: {},
  viewControls: [],
  cost: 'quick',
};
