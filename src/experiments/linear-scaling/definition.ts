import { patienceControl, timedSizeControls } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly heads: number;
  readonly headSize: number;
  /** Longest sequence, in tokens. */
  readonly longest: number;
  /** Timings of each point. */
  readonly samples: number;
  /** Milliseconds. A line ends before the first point that is expected to take longer. */
  readonly patience: number;
}

export interface View {
  readonly beside: 'nothing' | 'published';
}

export const definition: ExperimentDefinition<Config, View> = {
  id: 'linear-scaling',
  title: 'Time and throughput of one forward pass, against the length of the sequence',
  caption:
    'Every operator in every form that this package has, one head of size 64, float32, inputs and outputs on the ' +
    'device. Median of several timings, with the 10th and 90th percentile as a band. On logarithmic axes a straight ' +
    'line of slope e is time proportional to Tᵉ. A line ends where one pass takes too long to be worth waiting for.',
  alternative:
    'Two charts on logarithmic axes against the number of tokens. Left, the time of a forward pass: the lines of VLA, ' +
    'DeltaNet and linear attention run parallel with slope near 1, softmax attention rises with slope near 2. ' +
    'Right, tokens a second: level for the former, falling for softmax attention.',
  config: { heads: 1, headSize: 64, longest: 32768, samples: 3, patience: 12_000 },
  live: { longest: 8192, samples: 3, patience: 250 },
  seed: 1,
  controls: [
    ...timedSizeControls,
    { key: 'longest', label: 'Longest sequence', kind: 'integer', min: 512, max: 65536 },
    { key: 'samples', label: 'Timings of each point', kind: 'integer', min: 3, max: 25 },
    patienceControl({ label: 'Milliseconds after which a line ends', max: 60_000 }),
  ],
  view: { beside: 'nothing' },
  viewControls: [
    {
      key: 'beside',
      label: 'Compare with',
      kind: 'choice',
      choices: [
        { value: 'nothing', label: 'nothing' },
        { value: 'published', label: 'published times (T4, batch 8)' },
      ],
    },
  ],
  cost: 'long',
  measuresTime: true,
};
