import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { mixerLabel } from '../../lib/training/config.ts';
import type { LinearTimeMixer } from './data.ts';
import { linearTimeMixers } from './data.ts';

export interface Config {
  readonly mixer: LinearTimeMixer | 'all';
  /** Updates that the learning rate is planned for: the published number. */
  readonly steps: number;
  /** Updates that are made: all, or a beginning, which is not tested. */
  readonly until: number;
  /** Expressions of the test that all runs share, looked at once, when a run is over. */
  readonly tested: number;
}

/**
 * ListOps of the published length, with the arena's small model and its number of updates; one run each of the mixers whose cost is linear in
 * the length.
 *
 * Written before the record. One run each compares nobody with anybody, so there is no verdict between mixers. A run has left the first operator behind where its accuracy is
 * above that rule's by more than three standard errors of a share of the test. Expected: every run comes within three points of the first operator, as published models do, and none of them near the
 * rule that reads one level.
 */
export const definition: ExperimentDefinition<Config, Record<string, never>> = {
  id: 'listops-full',
  title: 'ListOps of the published length: three mixers against what simple rules reach',
  caption:
    'Share of right answers to ListOps expressions of 501 to 1,999 tokens after the published 5,000 updates: a dot for one run of each ' +
    'mixer whose cost is linear in the length. Dashed: rules that read less than the expression, on the same expressions. Curves: accuracy on ' +
    'other expressions during training.',
  alternative:
    'Three panels. One shows accuracy on ListOps of the published length for VLA, DeltaNet and linear attention as dots, with dashed ' +
    'lines where simple rules are; one shows accuracy against the training step; one the accuracy by the first operator.',
  config: { mixer: 'all', steps: 5000, until: 5000, tested: 1024 },
  live: { mixer: 'vla', until: 20 },
  parts: ['mixer', 'until'],
  seed: 1,
  controls: [
    {
      key: 'mixer',
      label: 'Mixer',
      kind: 'choice',
      choices: [
        ...linearTimeMixers.map((value) => ({ value, label: mixerLabel(value) })),
        { value: 'all', label: 'all three' },
      ],
    },
    { key: 'until', label: 'Updates', kind: 'integer', min: 20, max: 5000, boundedBy: 'steps', logarithmic: true },
  ],
  view: {},
  viewControls: [],
  cost: 'long',
  recordedOn: 'wasm',
  awaits: 'hours of a processor',
};
