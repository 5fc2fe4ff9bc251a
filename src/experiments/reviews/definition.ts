import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { stagedControls } from '../arena-stages/controls.ts';
import type { Config } from './compute.ts';

/**
 * Text of the arena with so many bytes of a review: a model half as wide as published ones, and 25,600 reviews read in training, a little more
 * than there are.
 *
 * Written before the records. A run has left the floor where its accuracy on the test is above a constant answer's by more than three standard errors of a coin.
 */
export function reviewsDefinition({
  bytes,
  learningRate,
  ...rest
}: Pick<ExperimentDefinition, 'id' | 'title' | 'awaits'> &
  Pick<Config, 'bytes' | 'learningRate'>): ExperimentDefinition<Config, Record<string, never>> {
  return {
    ...rest,
    caption:
      `Share of right answers to whether a film review is favourable, from its first ${bytes.toLocaleString('en')} bytes, after 800 updates: a dot for each of three ` +
      'seeds, a bar at their mean. Dashed: rules that count runs of bytes (naive Bayes), on the same reviews. Curves: accuracy on reviews ' +
      'for validation, mean and standard deviation.',
    alternative:
      'Two panels. One shows accuracy on film reviews for VLA, DeltaNet, linear attention and softmax attention as dots, with dashed lines ' +
      'at a constant answer and at counting single bytes, pairs and runs of three; the other shows accuracy against the training step.',
    config: {
      ...{ mixer: 'all', learningRate, seeds: 3, steps: 800, tested: 4096, followed: 512 },
      ...{ bytes, runs: 3, counts: 'published' },
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
}
