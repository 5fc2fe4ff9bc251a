import { matrixSizes } from './types.ts';
import type { SourceSizes } from './types.ts';
import { linear, vector } from './weights.ts';
import type { SourceTensors, SourceWeight } from './weights.ts';

/** The sizes of a file whose queries, keys and values are projected by one matrix. */
export function packedSizes(tensors: SourceTensors): SourceSizes {
  const [rows, modelDim] = matrixSizes(tensors, 'qkv.weight');
  return { modelDim, width: Math.floor(rows / 3), rank: 1, hidden: 0, packed: true };
}

/** Its thirds, and the output. */
export function packedProjections(sizes: SourceSizes): SourceWeight[] {
  return [
    ...['query', 'key', 'value'].flatMap((name, index) => third(name, index, sizes)),
    ...linear('output', 'o', [sizes.modelDim, sizes.width]),
  ];
}

function third(name: string, index: number, { modelDim, width }: SourceSizes): SourceWeight[] {
  const rows = [index * width, (index + 1) * width] as const;
  const weight = linear(name, 'qkv', [3 * width, modelDim], { bias: false })[0]!;
  const bias = vector(`${name}Bias`, 'qkv.bias', 3 * width, [width]);
  return [
    { ...weight, shape: [modelDim, width], rows },
    { ...bias, rows },
  ];
}
