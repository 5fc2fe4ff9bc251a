import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { layers, model as modelOf, input as inputOf } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadWasm } from '../../src/index.ts';
import type { AttentionLayer, AttentionLayerArgs, AttentionState } from '../../src/layers/index.ts';
import {
  DeltaNetLayer,
  GatedDeltaLayer,
  LinearAttentionLayer,
  RowGatedDeltaLayer,
  SoftmaxAttentionLayer,
  VLALayer,
} from '../../src/layers/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';

const [B, T, modelDim] = [3, 9, 12];
const lengths = [6, 1, 9];
const random = seededRandom(4);
const numbers = random.fillNormal(new Float32Array(B * T * modelDim));
const input = (): tf.Tensor3D => tf.tensor3d(numbers.slice(), [B, T, modelDim]);

const nudges = { stabilization: { period: 2, epsilon: 0.01 } };
const kinds: [string, (args: AttentionLayerArgs) => AttentionLayer][] = [
  ['VLALayer v1', (args) => new VLALayer({ ...args, variant: 'v1', lambda0: 1 })],
  ['VLALayer v2', (args) => new VLALayer({ ...args, variant: 'v2', lambda0: 1, ...nudges })],
  ['VLALayer v3', (args) => new VLALayer(args)],
  ['DeltaNetLayer', (args) => new DeltaNetLayer(args)],
  ['DeltaNetLayer, normalized', (args) => new DeltaNetLayer({ ...args, normalizeReadout: true })],
  ['GatedDeltaLayer', (args) => new GatedDeltaLayer(args)],
  ['RowGatedDeltaLayer', (args) => new RowGatedDeltaLayer(args)],
  ['LinearAttentionLayer', (args) => new LinearAttentionLayer(args)],
  ['SoftmaxAttentionLayer', (args) => new SoftmaxAttentionLayer(args)],
];

/** A layer whose biases are not zeros: padding would not be zeros after them. */
function layerOf(create: (args: AttentionLayerArgs) => AttentionLayer, convolution: number, useBias: boolean) {
  const layer = create({ modelDim, heads: 3, seed: 2, convolution, useBias });
  tf.dispose(layer.forward(input()) as never);
  const weights = seededRandom(9);
  layer.setWeights(
    layer.getWeights().map((weight) => {
      const data = weights.fillNormal(new Float32Array(weight.size)).map((x) => 0.3 * x);
      return tf.tensor(data, weight.shape);
    }),
  );
  return layer;
}

const from = (b: number, padding: string): number => (padding === 'left' ? T - lengths[b]! : 0);
const alone = (x: tf.Tensor3D, b: number, padding: string): tf.Tensor3D =>
  tf.slice(x, [b, from(b, padding), 0], [1, lengths[b]!, -1]);
const rowsOf = (x: tf.Tensor, b: number): tf.Tensor => tf.slice(x, [b], [1]);
const close = (actual: tf.Tensor, expected: tf.Tensor, tolerance = 2e-5): void => {
  expect(actual.shape).toEqual(expected.shape);
  const [found, truth] = [actual.dataSync(), expected.dataSync()];
  if (truth.every((value) => value === 0)) expect(found.every((value) => value === 0)).toBe(true);
  else expect(relativeError(found, truth)).toBeLessThanOrEqual(tolerance);
};
const tensorsOf = (state: AttentionState): [string, tf.Tensor][] =>
  Object.entries(state as Record<string, unknown>).filter(
    (entry): entry is [string, tf.Tensor] => entry[1] instanceof tf.Tensor,
  );

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await loadWasm();
    await tf.setBackend(backend);
  });

  describe.each(kinds)('%s', (_, create) => {
    const settings = [0, 3].flatMap((convolution) =>
      [false, true].flatMap((useBias) => ['right', 'left'].map((padding) => [convolution, useBias, padding] as const)),
    );
    test.each(settings)('convolution of %i, biases: %s, padded on the %s', (convolution, useBias, padding) => {
      const layer = layerOf(create, convolution, useBias);
      const x = input();
      const { output, state } = layer.forward(x, undefined, { lengths, padding: padding as 'left' });
      expect([state.step, state.steps]).toEqual([9, lengths]);
      const called = layer.apply(x, { lengths, padding }) as tf.Tensor3D;
      close(called, output, 1e-6);
      for (let b = 0; b < B; b++) {
        const own = layer.forward(alone(x, b, padding));
        close(alone(output, b, padding), own.output);
        for (const [name, tensor] of tensorsOf(own.state)) {
          const found = rowsOf((state as unknown as Record<string, tf.Tensor>)[name]!, b);
          // Keys and values of softmax attention grow with the sequence.
          if (found.shape[2] === T && name !== 'recent')
            close(tf.slice(found, [0, 0, 0], [-1, -1, lengths[b]!]), tensor);
          else close(found, tensor);
        }
        const all = rowsOf(output, b).dataSync();
        const zeros = all.filter((value) => value === 0).length;
        expect(zeros).toBe((T - lengths[b]!) * modelDim);
      }
    });

    test.each([0, 3])('gradients; convolution of %i', (convolution) => {
      const layer = layerOf(create, convolution, true);
      const x = input();
      const weights = tf.tensor3d(seededRandom(6).fillNormal(new Float32Array(B * T * modelDim)), [B, T, modelDim]);
      const gradient = tf.grad((given) =>
        tf.sum(tf.mul(weights, layer.forward(given as tf.Tensor3D, undefined, { lengths, padding: 'left' }).output)),
      )(x) as tf.Tensor3D;
      for (let b = 0; b < B; b++) {
        const own = tf.grad((given) => tf.sum(tf.mul(alone(weights, b, 'left'), layer.forward(given).output)))(
          alone(x, b, 'left'),
        );
        close(alone(gradient, b, 'left'), own, 2e-4);
        const zeros = rowsOf(gradient, b).dataSync();
        expect(zeros.slice(0, from(b, 'left') * modelDim).every((value) => value === 0)).toBe(true);
      }
    });

    test('equal lengths, shorter than the batch, leave the state of those tokens alone', () => {
      const layer = layerOf(create, 3, true);
      const x = input();
      const [first, second] = [tf.slice(x, [0, 0, 0], [-1, 5, -1]), tf.slice(x, [0, 5, 0], [-1, 2, -1])];
      const padded = tf.concat([first, tf.ones([B, 4, modelDim])], 1);
      const { state } = layer.forward(padded, undefined, { lengths: [5, 5, 5] });
      const own = layer.forward(first);
      expect([state.step, state.steps]).toEqual([5, undefined]);
      for (const [name, tensor] of tensorsOf(own.state))
        close((state as unknown as Record<string, tf.Tensor>)[name]!, tensor);
      // Where it continues, with padding once more.
      const next = layer.forward(tf.concat([second, tf.ones([B, 1, modelDim])], 1), state, { lengths: [2, 2, 2] });
      const expected = layer.forward(second, own.state);
      expect(next.state.step).toBe(7);
      close(tf.slice(next.output, [0, 0, 0], [-1, 2, -1]), expected.output);
      for (const [name, tensor] of tensorsOf(expected.state))
        close((next.state as unknown as Record<string, tf.Tensor>)[name]!, tensor);
    });

    test('a mask of tf.layers, of which some tokens in between are missing too', () => {
      const layer = layerOf(create, 3, true);
      const x = input();
      const mask = [
        [1, 1, 1, 1, 1, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 1],
        [0, 1, 0, 0, 1, 1, 1, 0, 1],
      ];
      const output = layer.apply(x, { mask: tf.tensor2d(mask, undefined, 'bool') }) as tf.Tensor;
      mask.forEach((row, b) => {
        const there = [...row.keys()].filter((t) => row[t] === 1);
        const chosen = (of: tf.Tensor): tf.Tensor3D =>
          tf.gather(tf.slice(of, [b], [1]), tf.tensor1d(there, 'int32'), 1) as tf.Tensor3D;
        close(chosen(output), layer.forward(chosen(x)).output);
        const zeros = rowsOf(output, b)
          .dataSync()
          .filter((value) => value === 0).length;
        expect(zeros).toBe((T - there.length) * modelDim);
      });
    });
  });

  test('a mask goes from an embedding through a model', () => {
    const layer = layerOf((args) => new VLALayer(args), 0, false);
    const tokens = inputOf({ shape: [null], dtype: 'int32' });
    const embedding = layers.embedding({ inputDim: 7, outputDim: modelDim, maskZero: true });
    const net = modelOf({ inputs: tokens, outputs: layer.apply(embedding.apply(tokens)) as never });
    const padded = net.predict(tf.tensor2d([[0, 0, 3, 5, 2]], undefined, 'int32')) as tf.Tensor3D;
    const whole = net.predict(tf.tensor2d([[3, 5, 2]], undefined, 'int32')) as tf.Tensor3D;
    close(tf.slice(padded, [0, 2, 0]), whole);
  });

  test('continues from sequences of unequal lengths, where its steps are not counted', () => {
    for (const [name, create] of kinds) {
      const layer = layerOf(create, 3, false);
      const x = input();
      const { state } = layer.forward(x, undefined, { lengths });
      const next = tf.slice(x, [0, 0, 0], [-1, 2, -1]);
      if (/Softmax|v2/.test(name)) {
        expect(() => layer.forward(next, state)).toThrow(
          'state: has sequences of 6, 1, 9 tokens; expected as many of each',
        );
        continue;
      }
      const { output, state: after } = layer.forward(next, state);
      expect(after.steps).toEqual([8, 3, 11]);
      for (let b = 0; b < B; b++) {
        const whole = layer.forward(tf.concat([alone(x, b, 'right'), tf.slice(next, [b], [1])], 1) as tf.Tensor3D);
        close(rowsOf(output, b), tf.slice(whole.output, [0, lengths[b]!, 0]));
      }
    }
  });

  test('what is no length or mask is refused by name', () => {
    const layer = layerOf((args) => new DeltaNetLayer(args), 0, false);
    const x = input();
    expect(() => layer.forward(x, undefined, { lengths: [1, 2] })).toThrow('lengths: has 2 numbers');
    expect(() => layer.apply(x, { lengths: [1, 2, 10] })).toThrow('lengths: is 10 at [2]');
    expect(() => layer.apply(x, { mask: tf.ones([3, 8]) })).toThrow('mask: has shape [3, 8]; expected [B,T] = [3, 9]');
    expect(() => layer.apply(x, { mask: tf.ones([3, 9]), lengths })).toThrow('mask: was given with lengths');
  });
});
