import { patienceControl, timedSizeControls } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly heads: number;
  readonly headSize: number;
  /** Longest sequence, in tokens. */
  readonly longest: number;
  /** Interleaved pairs of timings at each length. */
  readonly pairs: number;
  /** Milliseconds. The run ends with the first length where softmax attention takes longer. */
  readonly patience: number;
}

export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'crossover',
  title: 'From which length on VLA is faster than softmax attention',
  caption:
    'Forward pass of VLA, in the form that it chooses itself, and of causal softmax attention, four heads of size 64, ' +
    'float32, on the same inputs: the tiled kernel of this package, and the operations of TensorFlow.js. Left, the times; ' +
    'right, how much longer softmax takes, as the median of interleaved pairs with the 10th and 90th percentile. The ' +
    'upright line is the length at which both need the same number of operations.',
  alternative:
    'Two charts against the number of tokens on logarithmic axes. Left, the times of VLA and of softmax attention: that of ' +
    'the tiled softmax kernel starts below VLA’s and crosses it. Right, the time of softmax over that of VLA, which rises through 1 and goes on ' +
    'rising in proportion to the length.',
  config: { heads: 4, headSize: 64, longest: 8192, pairs: 9, patience: 800 },
  live: { longest: 4096, pairs: 5, patience: 120 },
  seed: 1,
  controls: [
    ...timedSizeControls,
    { key: 'longest', label: 'Longest sequence', kind: 'integer', min: 256, max: 65536 },
    { key: 'pairs', label: 'Pairs of timings at each length', kind: 'integer', min: 3, max: 25 },
    patienceControl({ label: 'Milliseconds after which it ends', max: 10_000 }),
  ],
  view: {},
  viewControls: [],
  cost: 'long',
  measuresTime: true,
};
