import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSafetensors, saveSource, transformerConfig, VLATransformer, weightCount } from '../../src/model/index.ts';
import type { MixerName, TransformerOptions } from '../../src/model/index.ts';
import { TrainingRun } from '../../src/training/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const sizes = { vocabulary: 9, length: 12, modelDim: 8, layers: 2, feedForwardDim: 16, seed: 3 };
const tokens = tf.tensor2d([[3, 1, 4, 1, 5, 8]], [1, 6], 'int32');

/** What the source's models hold, by the mixer that it is of ours, and what there is around it. */
const theirs = {
  TinyLM: {
    mixers: { vla: 'VLAv3Attn', gatedDelta: 'DeltaNetAttn', linear: 'LinearAttn', softmax: 'SoftmaxAttn' },
    around: { gelu: 'erf', tiedHead: true, headBias: false, positions: 'learned', classes: 0 },
  },
  LRAModel: {
    mixers: { vla: 'VLALayer', deltanet: 'DeltaNetLayer', linear: 'LinearTransformerLayer' },
    around: { gelu: 'erf', tiedHead: false, headBias: true, positions: 'learned', classes: 0 },
  },
} as const;

describe.each(Object.entries(theirs))('%s as a preset', (name, { mixers, around }) => {
  const preset = name as keyof typeof theirs;

  test('is VLA where nothing else is said', () => {
    const { vla } = mixers;
    const lambda0 = { TinyLM: 0.1, LRAModel: 1 }[preset];
    expect(transformerConfig({ ...sizes, preset })).toMatchObject({ mixer: 'vla', preset: vla, lambda0, ...around });
  });

  test.each(Object.entries(mixers))('with the mixer %s it is a model around %s', (mixer, attention) => {
    const config = transformerConfig({ ...sizes, preset, mixer: mixer as MixerName });
    expect(config).toMatchObject({ mixer, preset: attention, heads: 1, ...around });
    expect(transformerConfig(config)).toEqual(config);
  });

  test.each(Object.keys(mixers))(
    'with the mixer %s it is saved as a file of its class, and opened again',
    async (mixer) => {
      const model = new VLATransformer({ ...sizes, preset, mixer: mixer as MixerName });
      expect(model.parameterCounts.total).toBe(weightCount(model.config));
      const opened = loadSafetensors(await saveSource(model));
      expect(opened.class).toBe(preset);
      expect(opened.model!.config).toEqual({ ...model.config, seed: opened.model!.config.seed });
      expect(opened.forward(tokens).output.dataSync()).toEqual(model.forward(tokens).dataSync());
      opened.dispose();
      model.dispose();
    },
  );

  test('may be said beside what it is', () => {
    expect(transformerConfig({ ...sizes, preset, ...around })).toEqual(transformerConfig({ ...sizes, preset }));
  });

  test.each<[string, Partial<TransformerOptions>]>([
    [`gelu: was "tanh"; ${preset} leaves no choice of it, and has "erf"`, { gelu: 'tanh' }],
    [`tiedHead: was ${!around.tiedHead}; ${preset} leaves no choice`, { tiedHead: !around.tiedHead }],
    [`headBias: was ${!around.headBias}; ${preset} leaves no choice`, { headBias: !around.headBias }],
    [`positions: was "none"; ${preset} leaves no choice of it, and has "learned"`, { positions: 'none' }],
    [`classes: was 2; ${preset} leaves no choice of it, and has 0`, { classes: 2 }],
    [`feedForwardDim: was 0; ${preset} has a feed-forward network`, { feedForwardDim: 0 }],
    ['convolution: was 2', { convolution: 2 }],
    ['mixer: was "mamba"', { mixer: 'mamba' as never }],
    ['gelu: was 3', { gelu: 3 as never }],
  ])('refused: %s', (message, options) => {
    expect(() => transformerConfig({ ...sizes, preset, ...options })).toThrow(message);
  });
});

test('mixers that a model has none of are refused, with the class that each of its own is', () => {
  expect(() => transformerConfig({ ...sizes, preset: 'TinyLM', mixer: 'deltanet' })).toThrow(
    'mixer: was "deltanet"; expected "vla" (VLAv3Attn) or "gatedDelta" (DeltaNetAttn) or "linear" (LinearAttn) or "softmax" (SoftmaxAttn), which TinyLM can have',
  );
  expect(() => transformerConfig({ ...sizes, preset: 'LRAModel', mixer: 'softmax' })).toThrow('mixer: was "softmax"');
});

test('TinyLM has as many heads as are asked for, LRAModel one', () => {
  expect(transformerConfig({ ...sizes, preset: 'TinyLM', heads: 4 })).toMatchObject({ heads: 4, headDim: 2 });
  expect(() => transformerConfig({ ...sizes, preset: 'LRAModel', heads: 2 })).toThrow(
    'heads: was 2; VLALayer leaves no choice of them, and has 1',
  );
});

test('a name of no class is refused with all that there are', () => {
  expect(() => transformerConfig({ ...sizes, preset: 'GPT2' as never })).toThrow(
    /^preset: was "GPT2"; expected "none" or "VLAv3" or .* or "TinyLM" or "LRAModel"$/,
  );
});

test('a training run takes the name of a model', async () => {
  const run = new TrainingRun({
    task: { name: 'mqar', settings: { pairs: 1, vocabulary: 16 } },
    model: { preset: 'TinyLM', modelDim: 4, layers: 1 },
    training: { steps: 1, batchSize: 2 },
  });
  expect(run.options.model).toMatchObject({ preset: 'VLAv3Attn', gelu: 'erf' });
  await run.train();
  run.dispose();
});
