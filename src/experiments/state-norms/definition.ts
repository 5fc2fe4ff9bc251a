import { headSizeControl, lambda0Control, seedsControl } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly seeds: number;
  readonly length: number;
  readonly headSize: number;
  readonly lambda0: number;
}

export type Distribution = 'untrained' | 'nonZeroMean' | 'zeroMean' | 'adversarial';

export interface View {
  readonly distribution: Distribution;
}

export const distributions: readonly {
  readonly value: Distribution;
  readonly label: string;
  /** Name of its quantity. */
  readonly ratio: string;
}[] = [
  { value: 'untrained', label: 'untrained small-init layer', ratio: 'ratioUntrained' },
  { value: 'nonZeroMean', label: 'values with mean 1', ratio: 'ratioNonZeroMean' },
  { value: 'zeroMean', label: 'zero-mean Gaussian keys and values', ratio: 'ratioZeroMean' },
  { value: 'adversarial', label: 'keys orthogonal to what is stored', ratio: 'ratioAdversarial' },
];

export const definition: ExperimentDefinition<Config, View> = {
  id: 'state-norms',
  title: 'How large the memory grows depends on what is written',
  caption:
    'Frobenius norm of the memory of one head along a sequence, mean and standard deviation over seeds, for ' +
    'four kinds of inputs. Linear attention is shown with its own keys (elu + 1) and with the ' +
    'unit-length keys that DeltaNet and VLA get. Diamonds: the values published for an untrained model.',
  alternative:
    'Line chart with logarithmic axes. The norm of linear attention keeps growing with the number of steps. ' +
    'The norms of VLA and DeltaNet lie close together, rise ever more slowly over the first thousands of steps ' +
    'and then stay level; with keys chosen against it, that of VLA keeps growing.',
  config: { seeds: 5, length: 10_000, headSize: 32, lambda0: 0.1 },
  seed: 1,
  controls: [
    seedsControl(10),
    {
      key: 'length',
      label: 'Length T',
      kind: 'integer',
      min: 1000,
      max: 20_000,
      help: 'At least 1,000, where the published ratio was taken.',
    },
    headSizeControl(),
    lambda0Control,
  ],
  view: { distribution: 'untrained' },
  viewControls: [{ key: 'distribution', label: 'Inputs', kind: 'choice', choices: distributions }],
  cost: 'quick',
};
