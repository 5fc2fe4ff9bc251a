import { headSizeControl, seedsControl } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  /** Independent sequences, each with weights of its own. */
  readonly seeds: number;
  readonly length: number;
  readonly headSize: number;
}

export type View = Record<string, never>;

/** The initial penalties that are compared; a larger one leaves the write direction closer to the key. */
export const lambdas = [0.1, 1, 10] as const;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'jacobian-norm',
  title: 'The Jacobian has spectral radius 1; its spectral norm is larger',
  caption:
    'Spectral norm of I − kα̂ᵀ, the Jacobian of one step of the recurrence, along a sequence of random tokens ' +
    '(elu + 1 keys of unit length, untrained penalty directions). Lines: the closed form, mean over seeds; ' +
    'bands: smallest to largest over seeds and neighbouring steps. Diamonds: largest singular value at sampled ' +
    'steps of the first sequence, computed numerically, with the closed form as a dot inside. The spectral ' +
    'radius is 1 throughout.',
  alternative:
    'Line chart over the steps of a sequence. For λ₀ = 10 the norm stays at 1, for λ₀ = 1 it rises slightly ' +
    'above 1, for λ₀ = 0.1 it rises along the whole sequence, to about 1.2. The numeric values lie on the ' +
    'lines of the closed form.',
  config: { seeds: 5, length: 512, headSize: 32 },
  seed: 1,
  controls: [
    seedsControl(20),
    { key: 'length', label: 'Length T', kind: 'integer', min: 32, max: 4096 },
    headSizeControl(),
  ],
  view: {},
  viewControls: [],
  cost: 'quick',
};
