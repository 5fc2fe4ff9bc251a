import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { contestControls } from '../../lib/training/config.ts';
import type { ContestConfig } from '../../lib/training/config.ts';

export interface Config extends Pick<ContestConfig, 'mixer' | 'seeds' | 'steps'> {
  /** Sequences of the test that all runs share, looked at once, when a run is over. */
  readonly tested: number;
}

/**
 * Rung C of the ladder. It has as many updates as rungs A and B of lra-overall, 3,000 of the preset's 20,000, so that twelve runs
 * take a processor less than half an hour.
 *
 * Written before the record. Rule: a mixer counts as ahead of another where each of its three runs is ahead of each of the other's, 9 pairs of
 * 9, which happens by chance once in twenty. Expected: all mixers clear above the first operator alone, none above the rule that reads one level by more
 * than a few points, none near the one that reads two; VLA ahead of linear attention, and neither ahead nor behind DeltaNet.
 */
export const definition: ExperimentDefinition<Config, Record<string, never>> = {
  id: 'listops-three-levels',
  title: 'ListOps with three levels: four mixers against what simple rules reach',
  caption:
    'Share of right answers to ListOps expressions of three levels, 16 to 64 tokens, after 3,000 updates: a dot for each of three seeds, ' +
    'a bar at their mean. Dashed: rules that read less than the expression, on the same expressions. Curves: accuracy on other ' +
    'expressions during training, mean and standard deviation.',
  alternative:
    'Three panels. One shows accuracy on rung C of ListOps for VLA, DeltaNet, linear attention and softmax attention as dots, with dashed ' +
    'lines where simple rules are; one shows accuracy against the training step; one the mean accuracy by the first operator and by the ' +
    'level that decides.',
  config: { mixer: 'all', seeds: 3, steps: 3000, tested: 2048 },
  live: { mixer: 'vla', seeds: 1 },
  parts: ['mixer', 'seeds'],
  seed: 1,
  controls: contestControls([]).filter(({ key }) => key !== 'learningRate') as ExperimentDefinition<Config>['controls'],
  view: {},
  viewControls: [],
  cost: 'long',
  recordedOn: 'wasm',
};
