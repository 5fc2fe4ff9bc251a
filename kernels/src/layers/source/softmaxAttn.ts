import { SoftmaxAttentionLayer } from '../softmaxAttentionLayer.ts';
import { common, matrixSizes } from './types.ts';
import type { SourceLayer, SourceSizes } from './types.ts';
import { linear, vector } from './weights.ts';
import type { SourceWeight } from './weights.ts';

/** Softmax attention with biases, whose projections are one matrix. */
export const softmaxAttn: SourceLayer = {
  name: 'SoftmaxAttn',
  mixer: 'softmax',
  options: ['heads'],
  recognises: (names) => names.has('qkv.weight'),
  sizes(tensors) {
    const [rows, modelDim] = matrixSizes(tensors, 'qkv.weight');
    return { modelDim, width: Math.floor(rows / 3), rank: 1, hidden: 0 };
  },
  layer: (sizes, options) => new SoftmaxAttentionLayer(common(sizes, options)),
  weights: (sizes) => [
    ...['query', 'key', 'value'].flatMap((name, index) => third(name, index, sizes)),
    ...linear('output', 'o', [sizes.modelDim, sizes.width]),
  ],
};

function third(name: string, index: number, { modelDim, width }: SourceSizes): SourceWeight[] {
  const rows = [index * width, (index + 1) * width] as const;
  const weight = linear(name, 'qkv', [3 * width, modelDim], { bias: false })[0]!;
  const bias = vector(`${name}Bias`, 'qkv.bias', 3 * width, [width]);
  return [
    { ...weight, shape: [modelDim, width], rows },
    { ...bias, rows },
  ];
}
