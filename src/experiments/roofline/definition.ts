import { timedSizeControls } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly heads: number;
  readonly headSize: number;
  /** Tokens. */
  readonly length: number;
  /** Matrices of this side, and of half of it, are multiplied. */
  readonly matmul: number;
  /** Mebibytes that are copied. */
  readonly copy: number;
  readonly samples: number;
}

export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'roofline',
  title: 'Useful operations a second, against what the device can do',
  caption:
    'Each kernel at its arithmetic intensity: useful operations, those that the recurrence needs, over the bytes of inputs ' +
    'and outputs, each moved once. The roof is what the same run measured: its slope a copy of a buffer, its flat part the ' +
    'fastest of several products of float32 matrices. A kernel under the flat part is limited by how well it computes, ' +
    'not by memory.',
  alternative:
    'A chart on logarithmic axes of billions of operations a second against operations per byte: a roof that rises with ' +
    'the memory bandwidth and turns flat at the speed of a matrix product, and a dot for every operator in every form.',
  config: { heads: 4, headSize: 64, length: 1024, matmul: 512, copy: 32, samples: 5 },
  live: { samples: 3 },
  seed: 1,
  controls: [
    ...timedSizeControls,
    { key: 'length', label: 'Tokens T', kind: 'integer', min: 128, max: 16384 },
    { key: 'matmul', label: 'Side of the matrices, in whole 128s', kind: 'integer', min: 128, max: 4096 },
    { key: 'copy', label: 'Mebibytes copied', kind: 'integer', min: 1, max: 128 },
    { key: 'samples', label: 'Timings of each', kind: 'integer', min: 3, max: 25 },
  ],
  view: {},
  viewControls: [],
  cost: 'long',
  measuresTime: true,
  needsWebGpu: true,
};
