import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { stagedControls } from '../arena-stages/controls.ts';
import type { Config } from './compute.ts';

/**
 * Text of the arena, shortened: the first 256 bytes of a review, a model half as wide as published ones, and 25,600 reviews read in training, a little more
 * than there are.
 *
 * Written before the record. A run has left the floor where its accuracy on the test is above a constant answer's by more than three standard errors of a coin.
 * Expected: every run leaves the floor; none reaches what counting pairs of bytes gives, and no mixer is clear ahead of the others.
 */
export const definition: ExperimentDefinition<Config, Record<string, never>> = {
  id: 'text-beginnings',
  title: 'Text, the beginnings of reviews: four mixers against counting bytes',
  caption:
    'Share of right answers to whether a film review is favourable, from its first 256 bytes, after 800 updates: a dot for each of three ' +
    'seeds, a bar at their mean. Dashed: rules that count runs of bytes (naive Bayes), on the same reviews. Curves: accuracy on reviews ' +
    'for validation, mean and standard deviation.',
  alternative:
    'Two panels. One shows accuracy on film reviews for VLA, DeltaNet, linear attention and softmax attention as dots, with dashed lines ' +
    'at a constant answer and at counting single bytes, pairs and runs of three; the other shows accuracy against the training step.',
  config: {
    ...{ mixer: 'all', learningRate: 'searched', seeds: 3, steps: 800, tested: 4096, followed: 512 },
    ...{ bytes: 256, runs: 3, counts: 'published' },
  },
  parts: ['mixer', 'seeds'],
  seed: 1,
  controls: stagedControls,
  view: {},
  viewControls: [],
  cost: 'long',
  needsFiles: 'the 50,000 labelled film reviews of aclImdb (Maas et al. 2011)',
  recordedOn: 'wasm',
};
