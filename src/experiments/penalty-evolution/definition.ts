import { headSizeControl, lambda0Control, seedsControl } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly seeds: number;
  readonly length: number;
  readonly headSize: number;
  /** Rank of the rank-r parameterisation. */
  readonly rank: number;
  readonly lambda0: number;
  /** Share of the tokens that are called irrelevant. */
  readonly irrelevantShare: number;
}

export interface View {
  /** The heatmaps show M_t after this many steps. */
  readonly step: number;
}

export const definition: ExperimentDefinition<Config, View> = {
  id: 'penalty-evolution',
  title: 'The penalty grows on every direction that is written',
  caption:
    'M_t of one head for four ways of choosing the penalty directions, with untrained random weights (first ' +
    'seed), and below it the penalty ûᵀM_tû on the directions of two groups of tokens, mean and standard ' +
    'deviation over seeds. The groups live in different halves of the key space and alternate; calling one of ' +
    'them irrelevant changes nothing. The kernelised form differs from rank 1 in its weights only.',
  alternative:
    'Four heatmaps of the penalty matrix with a bright diagonal that grows over the sequence; with u = k it ' +
    'falls into two blocks. Below each, two lines for the penalty on relevant and on irrelevant tokens rise ' +
    'together.',
  config: { seeds: 20, length: 240, headSize: 16, rank: 2, lambda0: 0.1, irrelevantShare: 0.5 },
  seed: 1,
  controls: [
    seedsControl(20),
    { key: 'length', label: 'Length T', kind: 'integer', min: 24, max: 2400 },
    headSizeControl({ max: 32 }),
    { key: 'rank', label: 'Rank r', kind: 'integer', min: 2, max: 8 },
    lambda0Control,
    {
      key: 'irrelevantShare',
      label: 'Share of irrelevant tokens',
      kind: 'number',
      min: 0.05,
      max: 0.95,
      step: 0.05,
      help: 'The penalty follows how often a group is written, whatever the group is called.',
    },
  ],
  view: { step: 240 },
  viewControls: [{ key: 'step', label: 'Step t', kind: 'integer', min: 1, max: 2400, boundedBy: 'length' }],
  cost: 'quick',
};
