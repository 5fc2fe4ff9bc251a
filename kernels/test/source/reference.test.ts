import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { runSourceReference } from '../../src/conformance/index.ts';
import type { SourceLayerName } from '../../src/layers/source/index.ts';
import type { SourceOptions, SourceSizes } from '../../src/layers/source/types.ts';
import { relativeError } from '../../src/math/index.ts';
import { loadSafetensors, readSource } from '../../src/model/index.ts';
import { sourceReference } from '../../src/model/source/reference/index.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { layerFile, modelFile } from './randomFiles.ts';
import { sourceFiles } from './sourceFiles.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Files carry 10 digits. */
const DIGITS = 1e-8;
/** What the source's own float32 is away from float64, at most. */
const THEIRS = 2e-6;
/** What a pass in float32 may be away from it. */
const FLOAT32 = 2e-5;

test.each(sourceFiles)('$name gives in float64 what the source’s class gives', ({ given, weights, isExact }) => {
  const { lines, problem } = runSourceReference(given, weights);
  expect(problem).toBeNull();
  expect(lines.map(({ tensor, backend, ok }) => [tensor, backend, ok])).toEqual(
    Object.keys(given.expected).map((name) => [name, 'reference', true]),
  );
  // Files of weights that were rounded to 8 or 11 bits say what came out before that, and have tolerances of their own.
  const isRounded = given.tolerance > FLOAT32;
  const bound = isRounded ? given.tolerance : isExact ? DIGITS : THEIRS;
  for (const { relativeError: error } of lines) expect(error).toBeLessThanOrEqual(bound);
});

test('an output that is off by more than the tolerance fails, and what goes wrong is said', () => {
  const { given, weights } = sourceFiles[0]!;
  const { shape, data } = given.expected['output']!;
  const off = { ...given, expected: { output: { shape, data: data.map((value) => value * (1 + 3e-5)) } } };
  expect(runSourceReference(off, weights).lines).toMatchObject([{ backend: 'reference', ok: false }]);
  const narrow = { ...given, input: { shape: [1, 1, 1], data: Float64Array.of(1) } };
  const { lines, problem } = runSourceReference(narrow, weights);
  expect(lines).toMatchObject([{ relativeError: null, ok: false }]);
  expect(problem).toMatch(/^input: has shape \[1, 1, 1\]; expected \[B,T,dModel\] = \[1, 1, \d+\]/);
});

const one = { rank: 1, hidden: 0 };
const nudge = { period: 3, epsilon: 0.05 };

describe.each<[SourceLayerName, SourceSizes, SourceOptions]>([
  ['VLAv3', { ...one, modelDim: 6, width: 6 }, {}],
  ['VLAv3', { ...one, modelDim: 16, width: 16 }, { lambda0: 0.1, nudge: null }],
  ['VLAv3', { ...one, modelDim: 6, width: 10, rank: 3 }, { lambda0: 0.5, nudge, deltaFloor: 1e-6 }],
  ['VLAv3', { ...one, modelDim: 5, width: 5 }, { lambda0: 0.1, deltaFloor: 1.002 }],
  ['VLALayer', { ...one, modelDim: 6, width: 6, hidden: 24 }, {}],
  ['VLALayer', { ...one, modelDim: 9, width: 4, rank: 2, hidden: 7 }, { lambda0: 0.3, nudge }],
  ['VLALayer', { ...one, modelDim: 4, width: 12, rank: 3 }, { lambda0: 3, nudge: null, deltaFloor: 1.001 }],
  ['VLASequential', { ...one, modelDim: 6, width: 6, hidden: 24 }, {}],
  ['VLASequential', { ...one, modelDim: 9, width: 4, rank: 2, hidden: 7 }, { lambda0: 0.3, nudge }],
  ['DeltaNetLayer', { ...one, modelDim: 6, width: 6 }, {}],
  ['DeltaNetLayer', { ...one, modelDim: 5, width: 8 }, {}],
  ['LinearTransformerLayer', { ...one, modelDim: 6, width: 6 }, {}],
  ['LinearTransformerLayer', { ...one, modelDim: 3, width: 7 }, {}],
  ['VLAv3Attn', { ...one, modelDim: 6, width: 6 }, {}],
  ['VLAv3Attn', { ...one, modelDim: 12, width: 12 }, { heads: 4, lambda0: 1, nudge }],
  ['VLAv3Attn', { ...one, modelDim: 6, width: 6 }, { heads: 3, nudge: null, deltaFloor: 1.0005 }],
  ['DeltaNetAttn', { ...one, modelDim: 6, width: 6 }, {}],
  ['DeltaNetAttn', { ...one, modelDim: 12, width: 12 }, { heads: 3 }],
  ['LinearAttn', { ...one, modelDim: 6, width: 6 }, {}],
  ['LinearAttn', { ...one, modelDim: 12, width: 12, packed: true }, { heads: 4 }],
  ['SoftmaxAttn', { ...one, modelDim: 6, width: 6, packed: true }, {}],
  ['SoftmaxAttn', { ...one, modelDim: 12, width: 12, packed: true }, { heads: 2 }],
])('%s of random weights, %o, %o', (name, sizes, options) => {
  test('gives in float64 what our layer gives in float32', () => {
    const bytes = layerFile(name, sizes, 7);
    const call = { class: name, options };
    const shape = [3, 53, sizes.modelDim];
    const data = seededRandom(8).fillNormal(new Float32Array(3 * 53 * sizes.modelDim));
    const layer = loadSafetensors(bytes, call);
    const ours = layer.forward(tf.tensor(data, shape)).output.dataSync();
    const { output } = sourceReference(readSource(bytes, call), { shape, data: Float64Array.from(data) });
    expect(output.shape).toEqual(shape);
    expect(relativeError(ours, output.data)).toBeLessThanOrEqual(FLOAT32);
    layer.dispose();
  });
});

const sizes = { vocabulary: 11, length: 40, modelDim: 8, layers: 2, feedForwardDim: 12 };

describe.each([
  ['TinyLM', { ...sizes, preset: 'VLAv3Attn', heads: 1 }, 0],
  ['TinyLM', { ...sizes, preset: 'VLAv3Attn', heads: 4, lambda0: 2, layers: 3 }, 0],
  ['TinyLM', { ...sizes, preset: 'DeltaNetAttn', heads: 2, modelDim: 6 }, 0],
  ['TinyLM', { ...sizes, preset: 'LinearAttn', heads: 2, layers: 1 }, 0],
  ['TinyLM', { ...sizes, preset: 'SoftmaxAttn', heads: 4 }, 0],
  ['LRAModel', { ...sizes, preset: 'VLALayer', heads: 1, lambda0: 0.7 }, 3],
  ['LRAModel', { ...sizes, preset: 'VLALayer', heads: 1, rank: 2 }, 0],
  ['LRAModel', { ...sizes, preset: 'DeltaNetLayer', heads: 1, layers: 3 }, 2],
  ['LRAModel', { ...sizes, preset: 'LinearTransformerLayer', heads: 1 }, 5],
] as const)('%s of random weights, %o, with a head of %i classes', (name, options, classes) => {
  test('gives in float64 what our model gives in float32', async () => {
    const bytes = await modelFile(options, classes, 5);
    const { heads, lambda0 } = { lambda0: undefined, ...options };
    const call = { options: { ...(name === 'TinyLM' && { heads }), ...(lambda0 !== undefined && { lambda0 }) } };
    const model = loadSafetensors(bytes, call);
    expect(model.class).toBe(name);
    const random = seededRandom(6);
    const tokens = Int32Array.from({ length: 2 * 37 }, () => random.integer(options.vocabulary));
    const ours = model.forward(tf.tensor2d(tokens, [2, 37], 'int32'));
    const theirs = sourceReference(readSource(bytes, call), { shape: [2, 37], data: Float64Array.from(tokens) });
    expect(Object.keys(theirs)).toEqual(classes > 0 ? ['output', 'classes'] : ['output']);
    for (const [result, { shape, data }] of Object.entries(theirs)) {
      const own = ours[result as 'output' | 'classes']!;
      expect(own.shape).toEqual(shape);
      expect(relativeError(own.dataSync(), data), result).toBeLessThanOrEqual(FLOAT32);
    }
    model.dispose();
  });
});

describe('refused in float64, too', () => {
  const bytes = layerFile('SoftmaxAttn', { ...one, modelDim: 6, width: 6, packed: true }, 7);
  const layer = (options: SourceOptions) => readSource(bytes, { class: 'SoftmaxAttn', options });
  const tensor = (shape: number[], value = 0) => ({
    shape,
    data: new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(value),
  });

  test('heads that do not divide the projections', () => {
    expect(() => sourceReference(layer({ heads: 4 }), tensor([1, 2, 6]))).toThrow(
      'heads: was 4; expected a divisor of 6, the width of the projections',
    );
  });

  test('an input of another rank or width', () => {
    expect(() => sourceReference(layer({}), tensor([2, 6]))).toThrow('input: has rank 2');
    expect(() => sourceReference(layer({}), tensor([1, 2, 5]))).toThrow('input: has shape [1, 2, 5]');
  });

  test('tokens that are none, and more of them than positions', async () => {
    const model = readSource(await modelFile({ ...sizes, preset: 'SoftmaxAttn', heads: 1 }, 0, 5));
    expect(() => sourceReference(model, tensor([1, 2], 11))).toThrow('input: is 11 at [0, 0]; expected tokens 0 to 10');
    expect(() => sourceReference(model, tensor([1, 2], 0.5))).toThrow('input: is 0.5 at [0, 0]');
    expect(() => sourceReference(model, tensor([1, 41]))).toThrow('input: has 41 positions; expected at most 40');
    expect(() => sourceReference(model, tensor([1, 2, 8]))).toThrow('input: has rank 3');
  });
});

test('the reference knows nothing of TensorFlow.js and of the layers that are checked against it', () => {
  const folder = new URL('../../src/model/source/reference/', import.meta.url);
  for (const name of readdirSync(folder)) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const imports = [...text.matchAll(/^import (?!type).* from '(.*)';$/gm)].map(([, from]) => from!);
    expect(imports.length, name).toBe([...text.matchAll(/^import (?!type)/gm)].length);
    expect(
      imports.filter((from) => /tensorflow|layers/.test(from)),
      name,
    ).toEqual([]);
  }
});

const withoutEffect = /lambda_net/;

test.each(sourceFiles.filter(({ isExact }) => isExact))(
  'every weight of $name has a part in what comes out',
  (file) => {
    const { given, weights } = file;
    const source = readSource(weights, { class: given.class, options: given.options });
    const outputs = (tensors: typeof source.tensors): number[] =>
      Object.values(sourceReference({ ...source, tensors }, given.input)).flatMap(({ data }: HostTensor) => [...data]);
    const before = outputs(source.tensors);
    for (const [name, { shape, data }] of Object.entries(source.tensors)) {
      if (withoutEffect.test(name)) continue;
      const moved = data.slice();
      moved[0]! += 0.1;
      const after = outputs({ ...source.tensors, [name]: { shape, data: moved } });
      expect(relativeError(after, before), name).toBeGreaterThan(1e-6);
    }
  },
);
