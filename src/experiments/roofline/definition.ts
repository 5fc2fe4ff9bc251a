import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly heads: number;
  readonly headSize: number;
  /** Tokens. */
  readonly length: number;
  /** Side of the larger of two square matrices that are multiplied. */
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
    'Each kernel at its arithmetic intensity: counted operations over the bytes of its inputs and outputs, each moved ' +
    'once. The roof is what the same run measured: on the left a copy of a buffer, on the right the faster of two matrix ' +
    'products by TensorFlow.js. A kernel under the flat part is limited by how well it computes, not by memory. Above ' +
    'the roof are kernels whose products are better than that library’s.',
  alternative:
    'A chart on logarithmic axes of billions of operations a second against operations per byte: a roof that rises with ' +
    'the memory bandwidth and turns flat at the speed of a matrix product, and a dot for every operator in every form.',
  config: { heads: 4, headSize: 64, length: 2048, matmul: 1024, copy: 64, samples: 9 },
  live: { length: 1024, matmul: 512, copy: 32, samples: 5 },
  seed: 1,
  controls: [
    { key: 'heads', label: 'Heads', kind: 'integer', min: 1, max: 32 },
    { key: 'headSize', label: 'Head size D', kind: 'integer', min: 8, max: 128 },
    { key: 'length', label: 'Tokens T', kind: 'integer', min: 128, max: 16384 },
    { key: 'matmul', label: 'Side of the matrices', kind: 'integer', min: 128, max: 4096 },
    { key: 'copy', label: 'Mebibytes copied', kind: 'integer', min: 1, max: 128 },
    { key: 'samples', label: 'Timings of each', kind: 'integer', min: 3, max: 25 },
  ],
  view: {},
  viewControls: [],
  cost: 'long',
  measuresTime: true,
  needsWebGpu: true,
};
