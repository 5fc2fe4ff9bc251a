import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AttentionLayer, AttentionLayerArgs, AttentionState } from '../../src/layers/index.ts';
import {
  DeltaNetLayer,
  GatedDeltaLayer,
  LinearAttentionLayer,
  SoftmaxAttentionLayer,
  VLALayer,
} from '../../src/layers/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';

beforeAll(() => tf.setBackend('cpu'));

const [B, T, modelDim] = [2, 9, 12];
const input = (): tf.Tensor3D =>
  tf.tensor3d(seededRandom(4).fillNormal(new Float32Array(B * T * modelDim)), [B, T, modelDim]);

const kinds: [string, (args: AttentionLayerArgs) => AttentionLayer][] = [
  ['VLALayer v1', (args) => new VLALayer({ ...args, variant: 'v1', lambda0: 1 })],
  ['VLALayer v3', (args) => new VLALayer({ ...args, lambdaHead: false })],
  ['DeltaNetLayer', (args) => new DeltaNetLayer(args)],
  ['GatedDeltaLayer', (args) => new GatedDeltaLayer(args)],
  ['LinearAttentionLayer', (args) => new LinearAttentionLayer(args)],
  ['SoftmaxAttentionLayer', (args) => new SoftmaxAttentionLayer(args)],
];
const common = { modelDim, heads: 3, seed: 2 };

describe.each(kinds)('%s', (_, create) => {
  test.each([0, 1, 4])('a sequence in parts is one pass; convolution of %i taps', (convolution) => {
    const layer = create({ ...common, convolution });
    const x = input();
    const whole = layer.forward(x);
    const before = tf.memory().numTensors;
    const outputs: tf.Tensor[] = [];
    let state: AttentionState | undefined;
    for (const [from, length] of [
      [0, 2],
      [2, 1],
      [3, 1],
      [4, 5],
    ]) {
      const part = tf.slice(x, [0, from, 0], [-1, length, -1]);
      const { output, state: next, ...rest } = layer.forward(part, state);
      tf.dispose([part, state, rest] as never);
      outputs.push(output);
      state = next;
    }
    expect(state!.step).toBe(T);
    const joined = tf.concat(outputs, 1);
    expect(relativeError(joined.dataSync(), whole.output.dataSync())).toBeLessThanOrEqual(2e-5);
    tf.dispose([outputs, joined, state] as never);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a convolution that looks at one position is the layer on the input shifted to there', () => {
    const plain = create(common);
    const convolved = create({ ...common, convolution: 3 });
    const x = input();
    const shifted = tf.pad(tf.slice(x, [0, 0, 0], [-1, T - 1, -1]), [
      [0, 0],
      [1, 0],
      [0, 0],
    ]);
    tf.dispose(plain.forward(x) as never);
    // Gates that look at the input itself, which no convolution touches, are constant here.
    const isGate = ({ shape }: { readonly shape: readonly (number | null)[] }) => String(shape) === '12,3';
    plain.setWeights(plain.weights.map((weight, i) => (isGate(weight) ? tf.zeros([12, 3]) : plain.getWeights()[i]!)));
    const expected = { 2: plain.forward(x).output, 1: plain.forward(shifted).output };
    tf.dispose(convolved.forward(x) as never);
    const position = convolved.weights.findIndex((weight) => weight.originalName === 'convolution');
    const weights = plain.getWeights();
    for (const row of [1, 2] as const) {
      const taps = tf.tensor2d([0, 1, 2].map((tap) => Array<number>(36).fill(tap === row ? 1 : 0)));
      convolved.setWeights([...weights.slice(0, position), taps, ...weights.slice(position)]);
      const { output } = convolved.forward(x);
      expect(relativeError(output.dataSync(), expected[row].dataSync())).toBeLessThanOrEqual(1e-6);
    }
  });

  test('the taps are in the configuration', () => {
    expect(create({ ...common, convolution: 4 }).getConfig()).toMatchObject({ convolution: 4 });
    expect(() => create({ ...common, convolution: -1 })).toThrow('convolution: was -1');
  });
});
