import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { VLATransformer, mixerNames } from '../../src/model/index.ts';
import type { TransformerOptions } from '../../src/model/index.ts';
import { seededRandom } from '../../src/random.ts';
import { batchAt, withoutPadding } from '../../src/tasks/index.ts';
import type { Batch, Task } from '../../src/tasks/index.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { lossGradient } from '../../src/training/gradient.ts';

beforeAll(() => tf.setBackend('cpu'));

const [B, T, vocabulary] = [3, 8, 11];
const lengths = [5, 1, 8];
const random = seededRandom(2);
const rows = Array.from({ length: B }, () => Array.from({ length: T }, () => random.integer(vocabulary)));
const tokensOf = (of: number[][]): tf.Tensor2D => tf.tensor2d(of, undefined, 'int32');
const firstOf = (b: number, padding: string): number => (padding === 'left' ? T - lengths[b]! : 0);
const alone = (b: number, padding: string): tf.Tensor2D =>
  tokensOf([rows[b]!.slice(firstOf(b, padding), firstOf(b, padding) + lengths[b]!)]);

const small = { vocabulary, length: 12, modelDim: 12, layers: 2, heads: 2, seed: 3 };
const variants: [string, TransformerOptions][] = [
  ...mixerNames.map((mixer) => [mixer, { ...small, mixer }] as [string, TransformerOptions]),
  ['vla with a convolution, without positions', { ...small, convolution: 3, positions: 'none' }],
  ['blocks that are computed twice', { ...small, recompute: 'blocks' }],
];

describe.each(variants)('%s', (_, options) => {
  test.each(['right', 'left'] as const)('padded on the %s, each sequence is as if it were alone', (padding) => {
    const model = new VLATransformer(options);
    const tokens = tokensOf(rows);
    const logits = model.forward(tokens, { lengths, padding });
    const hidden = model.hidden(tokens, { lengths, padding });
    const advanced = model.advance(tokens, undefined, { lengths, padding });
    expect(advanced.state.steps).toEqual(lengths);
    expect(relativeError(advanced.logits.dataSync(), logits.dataSync())).toBeLessThan(1e-5);
    for (let b = 0; b < B; b++) {
      const at = [b, firstOf(b, padding), 0] as [number, number, number];
      const part = (x: tf.Tensor3D) => tf.slice(x, at, [1, lengths[b]!, -1]).dataSync();
      expect(relativeError(part(logits), model.forward(alone(b, padding)).dataSync())).toBeLessThan(1e-5);
      expect(relativeError(part(hidden), model.hidden(alone(b, padding)).dataSync())).toBeLessThan(1e-5);
      const zeros = tf
        .slice(logits, [b, 0, 0], [1, -1, -1])
        .dataSync()
        .filter((x) => x === 0).length;
      expect(zeros).toBe((T - lengths[b]!) * vocabulary);
    }
    model.dispose();
  });

  test('continues from there', () => {
    const model = new VLATransformer(options);
    const { state } = model.advance(tokensOf(rows), undefined, { lengths, padding: 'left' });
    const next = tokensOf([[3], [4], [5]]);
    if (options.mixer === 'softmax') {
      expect(() => model.advance(next, state)).toThrow('state: has sequences of 5, 1, 8 tokens');
      return;
    }
    const { logits, state: after } = model.advance(next, state);
    expect([after.step, after.steps]).toEqual([9, [6, 2, 9]]);
    for (let b = 0; b < B; b++) {
      const whole = model.forward(tf.concat([alone(b, 'left'), tf.slice(next, [b, 0], [1, 1])], 1));
      const last = tf.slice(whole, [0, lengths[b]!, 0], [1, 1, -1]);
      expect(relativeError(tf.slice(logits, [b, 0, 0], [1, -1, -1]).dataSync(), last.dataSync())).toBeLessThan(2e-5);
    }
  });

  test.each(['right', 'left'] as const)(
    'loss and gradient are those of the sequences, padded on the %s',
    async (padding) => {
      const model = new VLATransformer(options);
      const gradientOf = (batch: Batch) => {
        const { loss, gradient } = lossGradient(model, batch);
        return { loss: loss.dataSync()[0]!, gradient: gradient.dataSync() };
      };
      const asked = Uint8Array.from({ length: B * T }, () => 1);
      const tokens = Int32Array.from(rows.flat());
      const targets = tokens.map((token) => (token + 1) % vocabulary);
      const batch: Batch = {
        size: B,
        length: T,
        tokens,
        targets,
        mask: asked,
        lengths: Int32Array.from(lengths),
        padding,
      };
      const found = gradientOf(batch);
      const parts = lengths.map((length, b) => {
        const at = b * T + firstOf(b, padding);
        const cut = <Data extends Int32Array | Uint8Array>(data: Data) => data.slice(at, at + length) as Data;
        return gradientOf({ size: 1, length, tokens: cut(tokens), targets: cut(targets), mask: cut(asked) });
      });
      const total = lengths.reduce((sum, length) => sum + length);
      const mean = (of: (part: (typeof parts)[number]) => number) =>
        parts.reduce((sum, part, b) => sum + (lengths[b]! * of(part)) / total, 0);
      expect(found.loss).toBeCloseTo(
        mean(({ loss }) => loss),
        5,
      );
      const expected = found.gradient.map((_, i) => mean(({ gradient }) => gradient[i]!));
      expect(relativeError(found.gradient, expected)).toBeLessThan(1e-4);
    },
  );
});

test('a position beyond the model is refused, but padding may lie there', () => {
  const model = new VLATransformer({ ...small, length: 8 });
  const long = tf.zeros([1, 10], 'int32') as tf.Tensor2D;
  expect(() => model.forward(long)).toThrow('tokens: reach position 10; expected at most 8');
  expect(() => model.forward(long, { lengths: [9] })).toThrow('tokens: reach position 9');
  expect(model.forward(long, { lengths: [8], padding: 'left' }).shape).toEqual([1, 10, vocabulary]);
});

describe('a task of unequal sequences', () => {
  /** As many tokens 2 … as the first one says, of which the last is to be said again; padding is 0. */
  const task = (padding: 'left' | 'right'): Task => ({
    name: 'unequal',
    settings: {},
    vocabulary,
    length: T,
    padding,
    lengthOf: ({ tokens }) => tokens.filter((token) => token > 0).length,
    fill(random, { tokens, targets, mask }) {
      const count = 1 + random.integer(T - 1);
      const from = padding === 'left' ? T - count : 0;
      for (let t = from; t < from + count; t++) tokens[t] = 2 + random.integer(vocabulary - 2);
      targets[from + count - 1] = tokens[from + count - 1]!;
      mask[from + count - 1] = 1;
    },
  });

  test('batches know their lengths', () => {
    const batch = batchAt({ task: task('left'), split: 'train', seed: 1, index: 0, size: 4 });
    expect([...batch.lengths!]).toHaveLength(4);
    const front = withoutPadding(batch);
    expect(front.lengths).toBeUndefined();
    [...batch.lengths!].forEach((length, row) => {
      const tokens = [...front.tokens.slice(row * T, (row + 1) * T)];
      expect(tokens.slice(0, length).every((token) => token > 0)).toBe(true);
      expect(tokens.slice(length).every((token) => token === 0)).toBe(true);
      expect(front.mask[row * T + length - 1]).toBe(1);
    });
    const wrong = { ...task('left'), lengthOf: () => 9 };
    expect(() => batchAt({ task: wrong, split: 'train', seed: 1, index: 0, size: 4 })).toThrow(
      'task: has a sequence of 9 tokens; expected 1 to 8',
    );
  });

  test('is evaluated alike on either side of the padding', async () => {
    const model = new VLATransformer({ ...small, mixer: 'softmax' });
    const scores = async (padding: 'left' | 'right') =>
      evaluate({ model, task: task(padding), seed: 1, batches: 2, batchSize: 8 });
    const [left, right] = [await scores('left'), await scores('right')];
    expect(left.loss).toBeCloseTo(right.loss, 5);
    expect(left.answers).toBe(16);
  });
});
