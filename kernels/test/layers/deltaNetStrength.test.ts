import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { deltaNet, openSession } from '../../src/index.ts';
import { DeltaNetLayer } from '../../src/layers/index.ts';
import type { DeltaNetState } from '../../src/layers/index.ts';
import { seededRandom } from '../../src/random.ts';

beforeAll(() => tf.setBackend('cpu'));

const D = 4;
const key = [0.5, -0.5, 0.5, 0.5];

/** What a step that writes nothing new leaves of what was held along the key. */
describe.each(['reference', 'cpu', 'wasm'] as const)('a step on %s', (backend) => {
  test.each([0.5, 1, 1.9, 2])('of strength %d multiplies what is held along a unit key by 1 − β', async (beta) => {
    const session = await openSession({ backend });
    const tensor = (shape: number[], numbers: number[]) => ({ shape, data: Float64Array.from(numbers) });
    const row = (numbers: number[]) => tensor([1, 1, 1, D], numbers);
    const inputs = {
      ...{ q: row(key), k: row(key), v: row([0, 0, 0, 0]), beta: tensor([1, 1, 1], [beta]) },
      initialMemory: tensor(
        [1, 1, D, D],
        [3, 0, 0, -1].flatMap((value) => key.map((x) => value * x)),
      ),
    };
    const { output } = await deltaNet(inputs, { session });
    [3, 0, 0, -1].forEach((held, i) => expect(output.data[i]).toBeCloseTo((1 - beta) * held, 6));
  });
});

/** By how much a layer's step multiplies what its one head holds along the step's key, the strength being near its limit. */
function eigenvalueOf(strengthLimit?: number): number {
  const layer = new DeltaNetLayer({ modelDim: D, seed: 1, ...(strengthLimit && { strengthLimit }) });
  const identity = Array.from({ length: D * D }, (_, i) => (i % (D + 1) === 0 ? 1 : 0));
  const weight = (shape: number[], data: number[]) => ({ shape, data: Float64Array.from(data) });
  const matrix = (data: number[]) => weight([D, D], data);
  layer.setNamedWeights({
    ...{ query: matrix(identity), key: matrix(identity), output: matrix(identity) },
    value: matrix(identity.map(() => 0)),
    strength: weight(
      [1, D, 1],
      key.map((x) => 8 * x),
    ),
  });
  const memory = tf.tensor4d(
    [1, 0, 0, 0].flatMap((value) => key.map((x) => value * x)),
    [1, 1, D, D],
  );
  const { state } = layer.forward(tf.tensor3d(key, [1, 1, D]), { memory, step: 0 } as DeltaNetState);
  const [first] = tf.matMul(tf.reshape(state.memory, [D, D]), tf.tensor2d(key, [D, 1])).dataSync();
  return first!;
}

test('a layer forgets by default, and turns the sign of what it holds with strengths up to 2', () => {
  expect(eigenvalueOf()).toBeCloseTo(1 - 1 / (1 + Math.exp(-8)), 6);
  expect(eigenvalueOf(2)).toBeCloseTo(1 - 2 / (1 + Math.exp(-8)), 6);
  expect(eigenvalueOf()).toBeGreaterThan(0);
  expect(eigenvalueOf(2)).toBeLessThan(-0.99);
});

test('a normalized readout is the same of a memory that has faded', () => {
  const layer = new DeltaNetLayer({ modelDim: 8, heads: 2, seed: 3, strengthLimit: 2, normalizeReadout: true });
  const x = tf.tensor3d(seededRandom(1).fillNormal(new Float32Array(8)), [1, 1, 8]);
  layer.apply(x);
  layer.setWeights(
    layer.weights.map((weight) => {
      const value = weight.read();
      // Nothing is written: what is read is the memory that was there.
      return /value/.test(weight.originalName) ? tf.zerosLike(value) : value;
    }),
  );
  const held = tf.tensor4d(seededRandom(2).fillNormal(new Float32Array(32)), [1, 2, 4, 4]);
  const read = (share: number) =>
    layer.forward(x, { memory: tf.mul(held, 10 * share), step: 0 } as DeltaNetState).output.dataSync();
  const faded = read(0.3);
  read(1).forEach((value, i) => expect(faded[i]).toBeCloseTo(value, 3));
});

test.each([0, -1, 2.01, NaN])('a limit of %d is refused', (strengthLimit) => {
  expect(() => new DeltaNetLayer({ modelDim: 4, strengthLimit })).toThrow(
    `strengthLimit: was ${strengthLimit}; expected a number above 0, at most 2`,
  );
});
