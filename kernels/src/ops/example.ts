import type { Random } from '../random.ts';
import type { HostTensor } from '../tensor.ts';
import { elementCount } from '../tensor.ts';
import type { ExampleNumbers, Operator, Problem } from './operator.ts';
import { aText, fields, optional, recordOf, size } from '../shapes.ts';
import { aRandom } from '../shapes.ts';
import { sizesOfCall } from './validation/shapes.ts';
import { shapeOf } from './validation/axes.ts';

const axesByName = fields({ required: recordOf(aText), optional: recordOf(aText) });
const withExample = fields({ inputs: axesByName, example: fields({ inputs: recordOf(aText) }) });

/** Seeded inputs of a typical call of an operator, for all that goes over every operator. */
export function exampleInputs<P extends Problem>(
  operator: Pick<Operator<P>, 'inputs' | 'example'>,
  random: Random,
  sizes: P['sizes'],
): Record<string, HostTensor> {
  withExample('operator', operator);
  aRandom('random', random);
  sizesOfCall('sizes', sizes);
  const { R } = sizes as { readonly R?: number };
  optional(size)('sizes.R', R);
  const { inputs, example } = operator;
  const axes = { ...inputs.required, ...inputs.optional };
  return Object.fromEntries(
    Object.entries(example.inputs).map(([name, numbers]) => [name, draw(numbers, random, shapeOf(axes[name]!, sizes))]),
  );
}

function draw(numbers: ExampleNumbers, random: Random, shape: number[]): HostTensor {
  const data = random.fillNormal(new Float32Array(elementCount(shape)));
  const size = shape.at(-1)!;
  switch (numbers) {
    case 'normal':
      return { shape, data };
    case 'positive':
      return { shape, data: data.map((value) => Math.abs(value) + 0.1) };
    case 'share':
      return { shape, data: data.map((value) => 1 / (1 + Math.exp(-value))) };
    case 'unit':
      return { shape, data: ofLength(1, data, size) };
    case 'short':
      return { shape, data: ofLength(1 / Math.sqrt(size), data, size) };
  }
}

/** Rows scaled to one length. */
function ofLength(length: number, data: Float32Array, size: number): Float32Array {
  for (let start = 0; start < data.length; start += size) {
    const row = data.subarray(start, start + size);
    const factor = length / Math.hypot(...row);
    for (let i = 0; i < size; i++) row[i]! *= factor;
  }
  return data;
}
