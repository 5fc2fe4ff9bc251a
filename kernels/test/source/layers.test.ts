import '@tensorflow/tfjs-backend-cpu';
// Registers the gradients of tfjs's own operations, which its build for Node leaves out.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { RowGatedDeltaLayer, VLALayer } from '../../src/layers/index.ts';
import type { AttentionLayer } from '../../src/layers/index.ts';
import { sourceLayerNames, sourceLayers } from '../../src/layers/source/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { VLATransformer, weightCount } from '../../src/model/index.ts';
import { exactGelu } from '../../src/model/parts.ts';
import { seededRandom } from '../../src/random.ts';

beforeAll(() => tf.setBackend('cpu'));

const input = (B = 2, T = 7, D = 6): tf.Tensor3D =>
  tf.tensor3d(seededRandom(4).fillNormal(new Float32Array(B * T * D)), [B, T, D]);

const sizes = { modelDim: 6, width: 6, rank: 1, hidden: 5 };
const make = (name: (typeof sourceLayerNames)[number]): AttentionLayer =>
  sourceLayers[name].layer(sizes, { heads: sourceLayers[name].options.includes('heads') ? 2 : 1, seed: 3 });

describe.each(sourceLayerNames)('%s as a preset', (name) => {
  test('a sequence in parts is one pass', () => {
    const layer = make(name);
    const x = input();
    const whole = layer.forward(x);
    const first = layer.forward(tf.slice(x, [0, 0, 0], [-1, 3, -1]));
    const second = layer.forward(tf.slice(x, [0, 3, 0], [-1, 4, -1]), first.state);
    const joined = tf.concat([first.output, second.output], 1);
    expect(relativeError(joined.dataSync(), whole.output.dataSync())).toBeLessThanOrEqual(2e-5);
  });

  test('is differentiated in every weight, as central differences have it', () => {
    const layer = make(name);
    const x = input();
    const weight = tf.tensor3d(seededRandom(5).fillNormal(new Float32Array(2 * 7 * 6)), [2, 7, 6]);
    const loss = (): tf.Scalar => tf.sum(tf.mul(layer.forward(x).output, weight));
    tf.dispose(layer.forward(x) as never);
    const used = layer.trainableWeights.filter(
      ({ originalName }) => !/hidden|strength(Bias)?$/.test(originalName) || name === 'DeltaNetLayer',
    );
    const variables = used.map((one) => one.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => loss(), variables);
    for (const variable of variables) {
      const values = variable.dataSync().slice();
      const at = (entry: number, by: number): number => {
        const moved = values.slice();
        moved[entry]! += by;
        variable.assign(tf.tensor(moved, variable.shape));
        const result = loss().dataSync()[0]!;
        variable.assign(tf.tensor(values, variable.shape));
        return result;
      };
      const gradient = grads[variable.name]!.dataSync();
      const scale = Math.max(...gradient.map(Math.abs), 1e-2);
      for (const entry of [0, values.length - 1]) {
        const difference = (at(entry, 3e-3) - at(entry, -3e-3)) / 6e-3;
        expect(Math.abs(gradient[entry]! - difference), variable.name).toBeLessThanOrEqual(0.02 * scale);
      }
    }
  });

  test('has the weights that its map says, and a model has as many as it is counted to have', () => {
    const layer = make(name);
    tf.dispose(layer.forward(input()) as never);
    const own = Object.fromEntries(
      layer.weights.map(({ originalName, shape }) => [originalName.split('/').at(-1)!, shape]),
    );
    const said = sourceLayers[name].weights(sizes).map((weight) => [weight.name, weight.shape]);
    expect(own).toEqual(Object.fromEntries(said));
    const model = new VLATransformer({
      vocabulary: 5,
      length: 8,
      modelDim: 6,
      heads: 1,
      layers: 2,
      preset: name,
      headBias: true,
    });
    expect(model.parameterCounts.total).toBe(weightCount(model.config));
  });
});

test('a layer that is stored is made again with every option', () => {
  const layer = new VLALayer({
    ...{ modelDim: 6, heads: 2, useBias: true, variant: 'v2', errorBound: 3, readout: 'penalized' },
    ...{ penaltyScope: 'model', leastDenominator: 1e-4, hiddenDim: 7 },
  });
  const again = new VLALayer(layer.getConfig() as never);
  expect({ ...again.getConfig(), name: '' }).toEqual({ ...layer.getConfig(), name: '' });
  expect(again.getConfig()).toMatchObject({ useBias: true, errorBound: 3, readout: 'penalized', hiddenDim: 7 });
});

test('options that exclude each other, and values that are none, are refused by name', () => {
  const args = { modelDim: 6, heads: 2 };
  expect(() => new VLALayer({ ...args, penaltyScope: 'model', rank: 2 })).toThrow(
    'penaltyScope: was "model" with rank 2',
  );
  expect(() => new VLALayer({ ...args, leastDenominator: 0 })).toThrow('leastDenominator: was 0');
  expect(() => new VLALayer({ ...args, useBias: 1 as never })).toThrow('useBias: was 1');
  expect(() => new VLALayer({ ...args, hiddenDim: 0 })).toThrow('hiddenDim: was 0');
  const model = { vocabulary: 5, length: 4, modelDim: 6, heads: 1 };
  expect(() => new VLATransformer({ ...model, preset: 'SoftmaxAttn', mixer: 'vla' })).toThrow(
    'mixer: was "vla"; expected "softmax"',
  );
  expect(() => new VLATransformer({ ...model, preset: 'VLAv3', convolution: 2 })).toThrow('convolution: was 2');
});

test('weights are set by name, all of them', () => {
  const layer = new RowGatedDeltaLayer({ modelDim: 2 });
  const tensor = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
  const all = { query: tensor, key: tensor, value: tensor, output: tensor, gate: tensor };
  layer.setNamedWeights(all);
  expect(layer.weights.map((weight) => [...weight.read().dataSync()])).toEqual(Array(5).fill([1, 2, 3, 4]));
  const { gate, ...others } = all;
  expect(() => layer.setNamedWeights({ ...others, gates: gate })).toThrow(
    'weights: lacks gate; has names that no weight takes: gates',
  );
});

test('the exact gelu, and its slope, at points that are known', () => {
  const x = tf.tensor1d([-3, -1, 0, 0.5, 2]);
  const expected = [-0.00404969409489031, -0.15865525393145707, 0, 0.34573123063700656, 1.9544997361036416];
  expect(relativeError(exactGelu(x).dataSync(), expected)).toBeLessThanOrEqual(1e-6);
  // Φ(x) + x φ(x)
  const slopes = [-0.0119455, -0.0833155, 0.5, 0.8674951, 1.0852318];
  expect(
    relativeError(
      tf
        .grad((y) => tf.sum(exactGelu(y)))(x)
        .dataSync(),
      slopes,
    ),
  ).toBeLessThanOrEqual(1e-5);
});
