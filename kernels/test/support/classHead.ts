import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { VLATransformer } from '../../src/model/index.ts';
import type { MixerName } from '../../src/model/index.ts';
import { batchAt, listOps } from '../../src/tasks/index.ts';
import { lossGradient } from '../../src/training/gradient.ts';
import { answerLogits, crossEntropy, questionsOf } from '../../src/training/objective.ts';

const task = listOps({ preset: 'B', maxLength: 20, asked: 'brackets' });
const batch = batchAt({ task, split: 'train', seed: 2, index: 0, size: 3 });
// Tokens 2 to 12, of which the digits 2 to 9 are asked for here.
const [firstClass, classes] = [2, 11];
const targets = batch.targets.map((target) => Math.max(target, firstClass));
const asked = { ...batch, targets };

const made = (options: object): VLATransformer =>
  new VLATransformer({
    ...{ vocabulary: task.vocabulary, length: task.length, modelDim: 8, layers: 2, feedForwardDim: 12, seed: 4 },
    ...options,
  });

/** A head of classes on tfjs's active backend: its logits, and its gradient against that of other operations and against differences. */
export function testClassHead(
  mixers: readonly MixerName[],
  use: () => Promise<void>,
  /** Which weights are changed a little: all, or those that the head meets. */
  changed = /^/,
): void {
  describe.each(mixers)('%s', (mixer) => {
    test('a tied one has the logits of its tokens, and their gradient', async () => {
      await use();
      const [few, all] = [made({ mixer, classes, firstClass }), made({ mixer })];
      const questions = questionsOf(asked);
      const ofClasses = () => tf.slice(answerLogits(all, questions), [0, firstClass], [-1, classes]) as tf.Tensor2D;
      const shifted = tf.sub(questions.targets, tf.scalar(firstClass, 'int32')) as tf.Tensor1D;
      const logits = answerLogits(few, questionsOf(asked, few.config));
      expect(logits.shape).toEqual([questions.targets.size, classes]);
      expect(relativeError(await logits.data(), await ofClasses().data())).toBeLessThanOrEqual(1e-5);
      const weights = all.parameters.map(({ variable }) => variable);
      const { value, grads } = tf.variableGrads(() => crossEntropy(ofClasses(), shifted), weights);
      const { loss, gradient } = lossGradient(few, asked);
      expect(relativeError(await loss.data(), await value.data())).toBeLessThanOrEqual(1e-5);
      const flat = tf.concat(weights.map(({ name }) => tf.reshape(grads[name]!, [-1])));
      expect(relativeError(await gradient.data(), await flat.data())).toBeLessThanOrEqual(1e-4);
      for (const model of [few, all]) model.dispose();
    });

    test('that pools reads the mean of its position and all before it', async () => {
      await use();
      const [pooled, last] = [
        made({ mixer, classes, firstClass, pooling: 'mean' }),
        made({ mixer, classes, firstClass }),
      ];
      const questions = questionsOf(asked, pooled.config);
      const [logits, rows] = [answerLogits(pooled, questions), last.hidden(questions.tokens)];
      const [all, places] = await Promise.all([rows.array(), questions.asked.indices.data()]);
      const means = [...places].map((place) => {
        const [row, end] = [Math.floor(place / task.length), place % task.length];
        const upTo = all[row]!.slice(0, end + 1);
        return upTo[0]!.map((_, i) => upTo.reduce((sum, vector) => sum + vector[i]!, 0) / upTo.length);
      });
      const embeddings = last.parameters.find(({ name }) => name === 'tokenEmbedding')!
        .variable as tf.Tensor as tf.Tensor2D;
      const head = tf.slice(embeddings, [firstClass, 0], [classes, -1]);
      const expected = tf.matMul(tf.tensor2d(means), head, false, true);
      expect(relativeError(await logits.data(), await expected.data())).toBeLessThanOrEqual(1e-5);
      for (const model of [pooled, last]) model.dispose();
    });

    test.each([
      [{ tiedHead: true }],
      [{ tiedHead: false }],
      [{ pooling: 'mean', tiedHead: false }],
      [{ pooling: 'mean', recompute: 'blocks' }],
    ])('its gradient is what small changes of the weights do: %j', async (head) => {
      await use();
      const model = made({ mixer, classes, firstClass, ...head });
      // Embeddings as they begin are so small that the first norm is far from linear at a step that float32 can tell.
      for (const { name, variable } of model.parameters)
        if (name.endsWith('Embedding')) variable.assign(tf.mul(variable, 10));
      const { gradient } = lossGradient(model, asked);
      const numbers = await gradient.data();
      const lossOf = async (): Promise<number> => (await lossGradient(model, asked).loss.data())[0]!;
      let start = 0;
      for (const { name, variable } of model.parameters) {
        const own = numbers.slice(start, (start += variable.size));
        if (!changed.test(name)) continue;
        const norm = Math.hypot(...own);
        const before = tf.clone(variable);
        // Along the gradient itself the loss changes by its length.
        const along = async (step: number): Promise<number> => {
          const by = tf.tensor(
            own.map((value) => (step * value) / norm),
            variable.shape,
          );
          variable.assign(tf.add(before, by));
          return await lossOf();
        };
        const step = 0.004;
        const difference = async (by: number): Promise<number> => (await along(by)) - (await along(-by));
        // Of fourth order: the norms bend the loss.
        const change = (8 * (await difference(step)) - (await difference(2 * step))) / (12 * step);
        variable.assign(before);
        expect(norm, name).toBeGreaterThan(0);
        // Float32 leaves a loss of 2.4 unsure by 2e-7, and a difference of two by some 1e-4.
        expect(Math.abs(change - norm), name).toBeLessThanOrEqual(0.01 * norm + 1e-4);
      }
      model.dispose();
    });
  });
}
