import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/errors.ts';
import { sourceLayer, VLALayer } from '../../src/layers/index.ts';
import type { SourceLayerArgs } from '../../src/layers/index.ts';
import { sourceLayerNames, sourceLayers } from '../../src/layers/source/index.ts';
import { decodeSafetensors, loadSafetensors, readSource, saveSource } from '../../src/model/index.ts';
import { seededRandom } from '../../src/random.ts';
import { sourceFiles } from './sourceFiles.ts';

beforeAll(() => tf.setBackend('cpu'));

const modelDim = 6;
const input = (): tf.Tensor3D => tf.tensor3d(seededRandom(4).fillNormal(new Float32Array(2 * 7 * 6)), [2, 7, 6]);

describe.each(sourceLayerNames)('sourceLayer of %s', (name) => {
  const options: readonly string[] = sourceLayers[name].options;
  const takes = (option: string): boolean => options.includes(option);

  test('is a layer with fresh weights, those of a seed', () => {
    const outputs = [1, 1, 2].map((seed) => sourceLayer({ class: name, modelDim, seed }).forward(input()).output);
    const [first, same, other] = outputs.map((output) => output.dataSync());
    expect(outputs[0]!.shape).toEqual([2, 7, 6]);
    expect(same).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('is what a file of the class is, where nothing else is said', async () => {
    const layer = sourceLayer({ class: name, modelDim, seed: 1 });
    const bytes = await saveSource(layer);
    const opened = loadSafetensors(bytes, { class: name });
    expect({ ...opened.layer!.getConfig(), name: '', seed: 1 }).toEqual({ ...layer.getConfig(), name: '', seed: 1 });
    expect(opened.forward(input()).output.dataSync()).toEqual(layer.forward(input()).output.dataSync());
    expect(decodeSafetensors(bytes).metadata).toEqual({ format: 'pt' });
  });

  test('is saved with the names and shapes that the files of its class have', async () => {
    for (const { given, weights } of sourceFiles.filter((file) => file.given.class === name)) {
      const { dModel, dHead: headDim, ...said } = given.options;
      const { tensors } = readSource(weights, { options: given.options });
      const size = given.input.shape.at(-1)!;
      const found = sizesOf(tensors);
      const layer = sourceLayer({ class: name, modelDim: dModel ?? size, headDim, ...said, ...found });
      const saved = decodeSafetensors(await saveSource(layer)).tensors;
      expect(shapesOf(saved)).toEqual(shapesOf(tensors));
    }
  });

  test('takes the options of its class', async () => {
    const given = {
      ...(takes('heads') && { heads: 3 }),
      ...(takes('dHead') && { headDim: 5 }),
      ...(takes('lambda0') && { lambda0: 0.3 }),
      ...(takes('nudge') && { nudge: { period: 3, epsilon: 0.1 } }),
      ...(takes('deltaFloor') && { deltaFloor: 1e-3 }),
      ...(takes('rank') && { rank: 2 }),
      ...(takes('hiddenDim') && { hiddenDim: 7 }),
    };
    const layer = sourceLayer({ class: name, modelDim, ...given });
    expect(layer.getConfig()).toMatchObject({
      ...(takes('heads') && { heads: 3, headDim: 2 }),
      ...(takes('dHead') && { heads: 1, headDim: 5 }),
      ...(takes('lambda0') && { lambda0: 0.3, stabilization: { period: 3, epsilon: 0.1, deltaFloor: 1e-3 } }),
      ...(takes('rank') && { rank: 2 }),
      ...(takes('hiddenDim') && { hiddenDim: 7 }),
    });
    const { headDim, ...others } = given;
    const options = { ...others, ...(headDim !== undefined && { dHead: headDim }) };
    const opened = loadSafetensors(await saveSource(layer), { class: name, options });
    expect(opened.forward(input()).output.dataSync()).toEqual(layer.forward(input()).output.dataSync());
  });

  test('refuses what its class does not take, but for what it has', () => {
    const has = { heads: 1, headDim: 6, lambda0: 0.1, nudge: null, deltaFloor: 0.1, rank: 1, hiddenDim: 4 };
    const others = { heads: 2, headDim: 5, lambda0: 0.3, nudge: null, deltaFloor: 0.1, rank: 2, hiddenDim: 4 };
    for (const option of Object.keys(has) as (keyof typeof has)[]) {
      if (takes(option === 'headDim' ? 'dHead' : option)) continue;
      const make = (value: unknown) => () => sourceLayer({ class: name, modelDim, [option]: value });
      expect(make(others[option])).toThrow(ArgumentError);
      expect(make(others[option])).toThrow(new RegExp(`^${option}: .* ${name} leaves no choice of`));
      if (option === 'heads' || option === 'headDim' || (option === 'rank' && takes('lambda0')))
        expect(make(has[option])).not.toThrow();
    }
  });
});

/** Sizes that a file has, and no option. */
function sizesOf(tensors: Readonly<Record<string, { readonly shape: readonly number[] }>>): object {
  const end = (name: string) => Object.entries(tensors).find(([key]) => key.endsWith(name))?.[1].shape;
  const [directions, keys, hidden] = [end('u_proj.weight'), end('W_k.weight'), end('lambda_net.0.weight')];
  return {
    ...(keys && keys[0] !== keys[1] && { headDim: keys[0] }),
    ...(hidden && { rank: directions![0]! / keys![0]!, hiddenDim: hidden[0] }),
  };
}

const shapesOf = (tensors: Readonly<Record<string, { readonly shape: readonly number[] }>>) =>
  Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));

test('the network for λ_t is four times as wide as a head, as in the files of the source', () => {
  for (const headDim of [undefined, 5]) {
    const layer = sourceLayer({ class: 'VLALayer', modelDim, headDim });
    layer.forward(input());
    const hidden = layer.weights.find(({ originalName }) => originalName.endsWith('hidden'))!;
    expect(hidden.shape).toEqual([1, headDim ?? 6, 4 * (headDim ?? 6)]);
  }
});

test('a layer is part of a model, and trained there', async () => {
  const model = sequential();
  const layer = sourceLayer({ class: 'VLAv3', modelDim, name: 'theirs', inputShape: [null, modelDim] });
  model.add(layer);
  expect(layer).toBeInstanceOf(VLALayer);
  expect(layer.name).toBe('theirs');
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const before = decodeSafetensors(await saveSource(layer)).tensors['W_q.weight']!.data.slice();
  await model.fit(input(), tf.zeros([2, 7, 6]), { epochs: 1, verbose: 0 });
  const after = decodeSafetensors(await saveSource(layer)).tensors['W_q.weight']!.data;
  expect(after).not.toEqual(before);
});

test('a layer that was opened from a file is saved by the same call', async () => {
  const { given, weights } = sourceFiles.find((file) => file.given.class === 'DeltaNetLayer')!;
  const { layer } = loadSafetensors(weights, { options: given.options });
  expect(decodeSafetensors(await saveSource(layer!)).tensors).toEqual(decodeSafetensors(weights).tensors);
});

test('a layer that is of no class is not saved', async () => {
  await expect(saveSource(new VLALayer({ modelDim }))).rejects.toThrow(
    'model: is a VLALayer that was made as no class of the source; sourceLayer makes one',
  );
});

test.each<[string, object | null]>([
  ['args: was null', null],
  ['args.headdim: is not known; expected one of class, modelDim, ', { class: 'VLAv3', modelDim, headdim: 3 }],
  ['class: was undefined; expected "VLAv3" or "VLALayer" or ', { modelDim }],
  ['class: was "TinyLM"; expected "VLAv3" or ', { class: 'TinyLM', modelDim }],
  ['modelDim: was undefined; expected an integer of at least 1', { class: 'VLAv3' }],
  ['modelDim: was 2.5', { class: 'SoftmaxAttn', modelDim: 2.5 }],
  ['heads: was 0', { class: 'SoftmaxAttn', modelDim, heads: 0 }],
  ['heads: was 4; expected a divisor of 6', { class: 'SoftmaxAttn', modelDim, heads: 4 }],
  ['headDim: was 0', { class: 'VLALayer', modelDim, headDim: 0 }],
  ['rank: was "2"', { class: 'VLALayer', modelDim, rank: '2' }],
  ['hiddenDim: was -1', { class: 'VLALayer', modelDim, hiddenDim: -1 }],
  ['lambda0: was 0; expected a finite number above 0', { class: 'VLAv3', modelDim, lambda0: 0 }],
  ['nudge: was 3; expected an object with period, epsilon', { class: 'VLAv3', modelDim, nudge: 3 }],
  ['nudge.period: was undefined', { class: 'VLAv3', modelDim, nudge: { epsilon: 1 } }],
  ['nudge.epsilon: was -1', { class: 'VLAv3', modelDim, nudge: { period: 2, epsilon: -1 } }],
  ['deltaFloor: was -1', { class: 'VLAv3', modelDim, deltaFloor: -1 }],
  ['seed: was 9007199254740992; expected an integer from', { class: 'VLAv3', modelDim, seed: 2 ** 53 }],
])('refused: %s', (message, args) => {
  const make = () => sourceLayer(args as SourceLayerArgs);
  expect(make).toThrow(ArgumentError);
  expect(make).toThrow(message);
});
