import { describe, expect, test } from 'vitest';
import { openSession } from '../src/index.ts';
import type { Decoder, HostTensor } from '../src/index.ts';
import * as kernels from '../src/index.ts';
import { exampleInputs, operators } from '../src/operators.ts';
import type { Operator, Problem } from '../src/operators.ts';
import { seededRandom } from '../src/random.ts';
import { decoderSizes, token } from './everyCall/values.ts';

/* The types of results say in what a backend computes: here it is looked whether they are right. */

const sizes = { B: 1, H: 2, T: 5, D: 3, Dv: 2, R: 1 };
const isTensor = (value: unknown): value is HostTensor =>
  typeof value === 'object' && value !== null && 'data' in value && 'shape' in value;

const numbersOf = (result: object): unknown[] => {
  const tensors = Object.values(result).filter(isTensor);
  expect(tensors.length).toBeGreaterThan(0);
  return [...new Set(tensors.map(({ data }) => data.constructor))];
};

describe.each([
  ['reference', Float64Array],
  ['cpu', Float32Array],
  ['wasm', Float32Array],
] as const)('%s', (backend, expected) => {
  test.each(Object.entries<Operator>(operators))('%s: results and gradients', async (name, operator) => {
    const session = await openSession({ backend });
    const inputs = exampleInputs(operator, seededRandom(1), sizes) as Record<string, HostTensor>;
    const [, options] = operator.example.options[0]!;
    const calls = kernels as unknown as Record<string, (inputs: object, options: object) => Promise<object>>;
    const call = { deltanet: 'deltaNet', linear: 'linearAttention', softmax: 'softmaxAttention' }[name] ?? name;
    const result = (await calls[call]!(inputs, { ...options, session })) as Problem['inputs'];
    expect(numbersOf(result)).toEqual([expected]);
    const outputGradient = result['output']!;
    const gradients = await calls[`${call}Gradient`]!({ ...inputs, outputGradient }, { ...options, session });
    expect(numbersOf(gradients)).toEqual([expected]);
  });

  test.each(['Vla', 'DeltaNet', 'GatedDelta', 'LinearAttention'])('%s: outputs of a decoder', async (name) => {
    const session = await openSession({ backend });
    const open = (kernels as unknown as Record<string, (call: object) => Promise<Decoder<object, object>>>)[
      `open${name}Decoder`
    ]!;
    const { u, ...others } = token();
    const [options, given] = name === 'Vla' ? [{ lambda0: 1 }, { ...others, u }] : [undefined, others];
    const decoder = await open({ sizes: decoderSizes(), ...(options && { options }), session });
    expect(numbersOf(await decoder.step(given))).toEqual([expected]);
    const { kept } = await decoder.step(given, { readback: 'none' });
    expect(numbersOf([await kept.read()])).toEqual([expected]);
    decoder.dispose();
  });
});

test('of the shared session they are in float32', async () => {
  const { q, k, v } = exampleInputs(operators.deltanet as Operator, seededRandom(1), sizes) as Record<
    'q' | 'k' | 'v',
    HostTensor
  >;
  expect(numbersOf(await kernels.deltaNet({ q, k, v }))).toEqual([Float32Array]);
});
