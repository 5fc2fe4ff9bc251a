import { timedSizeControls } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly heads: number;
  readonly headSize: number;
  /** Tokens of the lower ladder, which begins with the loop of operations. */
  readonly short: number;
  /** Tokens of the upper ladder, of kernels only. */
  readonly long: number;
  /** Rounds in which every rung is timed once. */
  readonly pairs: number;
}

export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'kernel-ladder',
  title: 'VLA forward, from a loop of operations to the time-parallel kernel',
  caption:
    'Time per token of four heads of size 64, float32, on a logarithmic axis; each rung computes the same output, which ' +
    'is checked before any time is taken. All rungs are timed in turn, and a gain is the median over the rounds, with the ' +
    '10th and 90th percentile. The loop of operations is timed on a short sequence only: it takes the same time for every token.',
  alternative:
    'Two rows of dots on a logarithmic axis of microseconds per token: for a short sequence the loop of TensorFlow.js ' +
    'operations, the recurrent kernel, the chunked and the time-parallel one; for a long sequence the three kernels. ' +
    'The loop is one to two orders of magnitude slower than any kernel.',
  config: { heads: 4, headSize: 64, short: 64, long: 1024, pairs: 5 },
  live: { pairs: 3 },
  seed: 1,
  controls: [
    ...timedSizeControls,
    { key: 'short', label: 'Short sequence', kind: 'integer', min: 32, max: 2048 },
    { key: 'long', label: 'Long sequence', kind: 'integer', min: 256, max: 32768 },
    { key: 'pairs', label: 'Rounds of timings', kind: 'integer', min: 3, max: 25 },
  ],
  view: {},
  viewControls: [],
  cost: 'long',
  measuresTime: true,
  needsWebGpu: true,
};
