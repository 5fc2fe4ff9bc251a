import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { decodeSafetensors, loadSafetensors, readSource, saveSource, VLATransformer } from '../../src/model/index.ts';
import type { TransformerOptions } from '../../src/model/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const sizes = { vocabulary: 9, length: 12, modelDim: 8, layers: 2, heads: 1, feedForwardDim: 16, seed: 3 };
const tokens = tf.tensor2d([[3, 1, 4, 1, 5, 8]], [1, 6], 'int32');

test.each([
  ['TinyLM', { preset: 'VLAv3Attn', heads: 2 }],
  ['TinyLM', { preset: 'SoftmaxAttn' }],
  ['TinyLM', { preset: 'DeltaNetAttn', heads: 2 }],
  ['TinyLM', { preset: 'LinearAttn' }],
  ['LRAModel', { preset: 'VLALayer', tiedHead: false, headBias: true, lambda0: 1 }],
  ['LRAModel', { preset: 'DeltaNetLayer', tiedHead: false, headBias: true }],
  ['LRAModel', { preset: 'LinearTransformerLayer', tiedHead: false, headBias: true }],
] satisfies [string, Partial<TransformerOptions>][])(
  'a model that was made here is a file of %s (%o), and gives the same when it is opened again',
  async (name, options) => {
    const model = new VLATransformer({ ...sizes, gelu: 'erf', ...options });
    const bytes = await saveSource(model);
    const { heads, lambda0 } = model.config;
    const opened = loadSafetensors(bytes, {
      options: { ...(name === 'TinyLM' && { heads }), ...(options.preset.startsWith('VLA') && { lambda0 }) },
    });
    expect(opened.class).toBe(name);
    expect(opened.parameters).toBe(model.parameterCounts.total);
    expect(opened.model!.config).toEqual({ ...model.config, seed: opened.model!.config.seed });
    expect(opened.forward(tokens).output.dataSync()).toEqual(model.forward(tokens).dataSync());
    expect(decodeSafetensors(bytes).metadata).toEqual({ format: 'pt' });
    expect(decodeSafetensors(await opened.save()).tensors).toEqual(decodeSafetensors(bytes).tensors);
    opened.dispose();
    model.dispose();
  },
);

test('the directions of a model made here are in its file under their name, transposed', async () => {
  const model = new VLATransformer({ ...sizes, gelu: 'erf', preset: 'VLAv3Attn' });
  const file = readSource(await saveSource(model)).tensors['blocks.0.attn.Wu.weight']!;
  const ours = model.parameters.find(({ name }) => name === 'blocks.0.mixer.directions')!.variable.dataSync();
  expect(file.shape).toEqual([8, 8]);
  expect(file.data[1]).toBe(ours[8]);
  expect(file.data[8]).toBe(ours[1]);
});

test.each<[string, Partial<TransformerOptions>]>([
  ['has the preset "none"; TinyLM of the source has one of VLAv3Attn, DeltaNetAttn, LinearAttn, SoftmaxAttn', {}],
  ['has the preset "VLALayer"; TinyLM', { preset: 'VLALayer', gelu: 'erf' }],
  ['has the gelu "tanh"; TinyLM of the source has "erf"', { preset: 'VLAv3Attn' }],
  ['has a head that is not tied, without a bias', { preset: 'VLAv3Attn', gelu: 'erf', tiedHead: false }],
  ['has a head that is tied, with a bias', { preset: 'VLAv3Attn', gelu: 'erf', headBias: true }],
  ['has no positional vectors', { preset: 'VLAv3Attn', gelu: 'erf', positions: 'none' }],
  ['has no feed-forward network', { preset: 'VLAv3Attn', gelu: 'erf', feedForwardDim: 0 }],
  ['has a head of 2 classes', { preset: 'VLAv3Attn', gelu: 'erf', classes: 2 }],
])('refused: a model that %s', async (message, options) => {
  const model = new VLATransformer({ ...sizes, ...options });
  await expect(saveSource(model)).rejects.toThrow(`model: ${message}`);
  model.dispose();
});
