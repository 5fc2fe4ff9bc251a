import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { stagedControls } from '../arena-stages/controls.ts';
import type { Config } from './compute.ts';
import { stages } from './stages.ts';

/**
 * Pathfinder in pictures of 20 pixels, short paths first.
 *
 * Written before the record. A run has left the floor of a stage where its accuracy on the stage's test is above the best of the rules that follow no path
 * (constant answer, distance of the marks, the two ends) by more than three standard errors of a coin. Expected: after 38,400 pictures no run of any mixer has left the floor of the last
 * stage, with six dashes and a gap; published small models have seen some hundred times as many.
 */
export const definition: ExperimentDefinition<Config, Record<string, never>> = {
  id: 'pathfinder-staged',
  title: 'Pathfinder, small, short paths first: how many runs left the floor',
  caption:
    'Share of right answers to whether two marked ends belong to one path, in pictures of 20 pixels a side whose ends look alike for both ' +
    'answers, after each of three stages of 400 updates: a dot for each of three seeds, a bar at their mean. Dashed: rules that follow no ' +
    'path, on the same pictures. Curves: accuracy on other pictures during training, mean and standard deviation.',
  alternative:
    'Four panels. Three show accuracy in a stage of Pathfinder, with paths of 3, 5 and 6 dashes, for VLA, DeltaNet, linear attention and ' +
    'softmax attention as dots, with dashed lines where rules are that look at the marks alone; one shows accuracy against the training step.',
  config: {
    mixer: 'all',
    learningRate: 'searched',
    seeds: 3,
    stages: 3,
    steps: 400,
    tested: 2048,
    followed: 256,
    fitted: 8000,
  },
  live: { mixer: 'linear', learningRate: '0.004', seeds: 1 },
  parts: ['mixer', 'learningRate', 'seeds', 'stages'],
  seed: 1,
  controls: [...stagedControls, { key: 'stages', label: 'Stages', kind: 'integer', min: 1, max: stages.length }],
  view: {},
  viewControls: [],
  cost: 'long',
  recordedOn: 'wasm',
};
