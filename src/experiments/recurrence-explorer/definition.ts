import { headSizeControl, lambda0Control } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly length: number;
  readonly headSize: number;
  readonly lambda0: number;
  readonly write: 'normalized' | 'plain';
  readonly error: 'residual' | 'additive';
  /** Penalty directions of the untrained layer, or the keys themselves. */
  readonly directions: 'untrained' | 'keys';
}

export interface View {
  readonly step: number;
}

export const definition: ExperimentDefinition<Config, View> = {
  id: 'recurrence-explorer',
  title: 'One step of the recurrence at a time',
  caption:
    'Every quantity of step t for one head and one random sequence, as the kernel computes it. Blue is ' +
    'negative, orange positive, the colour of the page zero; each panel is scaled to its largest entry over the ' +
    'whole sequence, written below it. The chart follows δ and the length of the error e along the sequence.',
  alternative:
    'Heatmaps of the vectors u, z, k, α, v, e, q and o and of the matrices A and S at one step, and a line ' +
    'chart of δ and of the length of e over all steps.',
  config: { length: 20, headSize: 8, lambda0: 0.1, write: 'normalized', error: 'residual', directions: 'untrained' },
  seed: 1,
  controls: [
    { key: 'length', label: 'Length T', kind: 'integer', min: 2, max: 48 },
    headSizeControl({ min: 2, max: 16 }),
    lambda0Control,
    {
      key: 'write',
      label: 'Write direction α',
      kind: 'choice',
      choices: [
        { value: 'normalized', label: 'A k / ‖A k‖ (v3)' },
        { value: 'plain', label: 'A k (v1, v2)' },
      ],
    },
    {
      key: 'error',
      label: 'What is written, e',
      kind: 'choice',
      choices: [
        { value: 'residual', label: 'v − S k (v2, v3)' },
        { value: 'additive', label: 'v (v1)' },
      ],
    },
    {
      key: 'directions',
      label: 'Penalty directions u',
      kind: 'choice',
      choices: [
        { value: 'untrained', label: 'normalize(W k)/√D, untrained' },
        { value: 'keys', label: 'the keys' },
      ],
    },
  ],
  view: { step: 6 },
  viewControls: [{ key: 'step', label: 'Step t', kind: 'integer', min: 1, max: 48, boundedBy: 'length' }],
  cost: 'quick',
};
