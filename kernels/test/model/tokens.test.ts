import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ArgumentError } from '../../src/errors.ts';
import { loadWasm } from '../../src/index.ts';
import { greedyDecode, VLATransformer } from '../../src/model/index.ts';
import { questionsOf } from '../../src/training/objective.ts';

const make = (mixer: 'vla' | 'softmax' = 'vla') =>
  new VLATransformer({ vocabulary: 9, length: 8, modelDim: 4, heads: 1, layers: 1, mixer, seed: 2 });
const of = (...row: number[]): tf.Tensor2D => tf.tensor2d([[1, 2, 3], row], undefined, 'int32');
const all = () => ({
  indices: tf.tensor1d([0, 5], 'int32'),
  places: tf.tensor1d([0, 2, 2, 2, 2, 1], 'int32'),
});

type Asked = ReturnType<typeof all>;

function refused(call: () => unknown, message: string): void {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(['cpu', 'wasm'])('tokens on tfjs’s backend "%s"', (backend) => {
  test.each([
    ['forward', (model: VLATransformer, tokens: tf.Tensor2D) => model.forward(tokens)],
    ['hidden', (model: VLATransformer, tokens: tf.Tensor2D) => model.hidden(tokens)],
    ['advance', (model: VLATransformer, tokens: tf.Tensor2D) => model.advance(tokens)],
    ['forwardAt', (model: VLATransformer, tokens: tf.Tensor2D, asked: Asked) => model.forwardAt(tokens, asked)],
    ['parts.embed', (model: VLATransformer, tokens: tf.Tensor2D) => model.parts.embed(tokens)],
  ])('outside the vocabulary, or of another type, are refused by %s before anything is computed', async (_, call) => {
    await loadWasm();
    await tf.setBackend(backend);
    const model = make();
    const asked = all();
    const refusedTokens = (tokens: tf.Tensor2D, message: string): void => {
      const before = tf.memory().numTensors;
      refused(() => call(model, tokens, asked), message);
      expect(tf.memory().numTensors).toBe(before);
    };
    refusedTokens(of(0, 9, 8), 'tokens: is 9 at [1, 1]; expected tokens 0 to 8, the model’s vocabulary');
    refusedTokens(of(0, 8, -1), 'tokens: is -1 at [1, 2]; expected tokens 0 to 8');
    refusedTokens(tf.zeros([2, 3]), 'tokens: is of float32; expected int32');
    expect(() => call(model, of(0, 8, 7), asked)).not.toThrow();
    model.dispose();
  });
});

test('what stands in padding is no token, and may be anything', async () => {
  await tf.setBackend('cpu');
  const model = make();
  const padded = tf.tensor2d(
    [
      [1, 2, 3],
      [4, -1, 99],
    ],
    undefined,
    'int32',
  );
  expect(
    model
      .forward(padded, { lengths: [3, 1] })
      .dataSync()
      .every(Number.isFinite),
  ).toBe(true);
  refused(() => model.forward(padded, { lengths: [3, 2] }), 'tokens: is -1 at [1, 1]');
  const left = tf.tensor2d(
    [
      [1, 2, 3],
      [-1, 99, 4],
    ],
    undefined,
    'int32',
  );
  expect(() => model.forward(left, { lengths: [3, 1], padding: 'left' })).not.toThrow();
  refused(() => model.forward(left, { lengths: [3, 2], padding: 'left' }), 'tokens: is 99 at [1, 1]');
  model.dispose();
});

test('a prompt with a number that is no token is refused with its place', async () => {
  await tf.setBackend('cpu');
  const model = make();
  const decode = (prompt: number[][]) => greedyDecode({ model, prompt, steps: 1 });
  await expect(decode([[1], [2, 9]])).rejects.toThrow('prompt[1]: is 9 at [1]; expected tokens 0 to 8');
  await expect(decode([[1.5]])).rejects.toThrow('prompt[0]: is 1.5 at [0]; expected tokens 0 to 8');
  model.dispose();
});

test('answers that a head over the vocabulary can’t give are refused', () => {
  const batch = {
    ...{ size: 1, length: 3, tokens: Int32Array.of(1, 2, 3), mask: Uint8Array.of(0, 1, 1) },
    targets: Int32Array.of(99, 1, 9),
  };
  const config = { vocabulary: 9, classes: 0, firstClass: 0 };
  refused(() => questionsOf(batch, config), 'batch: asks for the token 9; expected 0 to 8, the model’s vocabulary');
  expect(() => questionsOf({ ...batch, targets: Int32Array.of(99, 1, 8) }, config)).not.toThrow();
});

test('positions that are none are refused', async () => {
  await tf.setBackend('cpu');
  const model = make();
  const asked = all();
  const short = { ...asked, places: tf.tensor1d([0, 1], 'int32') };
  refused(() => model.forwardAt(of(1, 2, 3), short), 'asked.places: has shape [2]; expected [B·T] = [6]');
  const beyond = { ...asked, indices: tf.tensor1d([0, 6], 'int32') };
  refused(() => model.forwardAt(of(1, 2, 3), beyond), 'asked.indices: is 6 at [1]; expected positions 0 to 5');
  model.dispose();
});
