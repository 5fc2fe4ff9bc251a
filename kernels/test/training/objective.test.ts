import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { VLATransformer } from '../../src/model/index.ts';
import { batchAt, listOps, mqar } from '../../src/tasks/index.ts';
import type { Batch } from '../../src/tasks/index.ts';
import { evaluate, evaluationSize, markAnswers } from '../../src/training/evaluate.ts';
import { answerLogits, crossEntropy, questionsOf } from '../../src/training/objective.ts';

beforeAll(() => tf.setBackend('cpu'));

const task = mqar({ pairs: 2, queries: 1, length: 8, vocabulary: 16 });
const batch = batchAt({ task, split: 'train', seed: 1, index: 0, size: 3 });
const makeModel = (options: object = {}): VLATransformer =>
  new VLATransformer({ vocabulary: task.vocabulary, length: task.length, modelDim: 8, layers: 1, ...options });

const kinds: [string, object][] = [
  ['one block', {}],
  ['two blocks', { layers: 2 }],
  ['blocks without feed-forward networks', { layers: 2, feedForwardDim: 0 }],
  ['a head of its own', { layers: 2, tiedHead: false }],
];

test.each(kinds)('the logits of the answers are those of the whole pass, at the positions asked: %s', (_, options) => {
  const model = makeModel(options);
  const questions = questionsOf(batch);
  const whole = model.forward(questions.tokens).arraySync();
  const asked = [...batch.mask.keys()].filter((position) => batch.mask[position] === 1);
  const expected = asked.map((position) => whole[Math.floor(position / 8)][position % 8]);
  expect(answerLogits(model, questions).arraySync()).toEqual(expected);
  expect([...questions.targets.dataSync()]).toEqual(asked.map((position) => batch.targets[position]));
  model.dispose();
});

test.each(kinds)('so are their gradients: %s', (_, options) => {
  const model = makeModel(options);
  const questions = questionsOf(batch);
  const weights = model.parameters.map(({ variable }) => variable);
  const gradientsOf = (logits: () => tf.Tensor2D): number[][] => {
    const { grads } = tf.variableGrads(() => crossEntropy(logits(), questions.targets), weights);
    return weights.map(({ name }) => [...grads[name]!.dataSync()]);
  };
  const asked = gradientsOf(() => answerLogits(model, questions));
  const whole = gradientsOf(() =>
    tf.gather(tf.reshape(model.forward(questions.tokens), [-1, task.vocabulary]), questions.asked.indices),
  ) as number[][];
  asked.forEach((gradient, i) => {
    expect(Math.max(...gradient.map(Math.abs)), model.parameters[i].name).toBeGreaterThan(0);
    gradient.forEach((value, j) => expect(value).toBeCloseTo(whole[i][j], 6));
  });
  model.dispose();
});

test('cross-entropy is the mean of −log of the softmax', () => {
  const logits = [
    [1, 2, -1],
    [0, 0, 5],
  ];
  const targets = [1, 0];
  const expected = logits.map((row, i) => {
    const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
    return -Math.log(Math.exp(row[targets[i]]) / total);
  });
  const loss = crossEntropy(tf.tensor2d(logits), tf.tensor1d(targets, 'int32')).dataSync()[0];
  expect(loss).toBeCloseTo((expected[0] + expected[1]) / 2, 5);
});

test('a batch that asks nothing is refused', () => {
  expect(() => questionsOf({ ...batch, mask: new Uint8Array(batch.mask.length) })).toThrow('batch: asks nothing');
});

test('marks: right answers and flawless sequences', () => {
  const anyMarks = fc.array(fc.array(fc.constantFrom('right', 'wrong', 'unasked'), { minLength: 5, maxLength: 5 }), {
    minLength: 1,
    maxLength: 6,
  });
  const property = fc.property(anyMarks, (rows) => {
    const flat = rows.flat();
    const made: Batch = {
      size: rows.length,
      length: 5,
      tokens: new Int32Array(flat.length),
      targets: new Int32Array(flat.length).fill(3),
      mask: Uint8Array.from(flat, (mark) => (mark === 'unasked' ? 0 : 1)),
    };
    const given = flat.filter((mark) => mark !== 'unasked').map((mark) => (mark === 'right' ? 3 : 4));
    expect(markAnswers(made, given)).toEqual({
      asked: given.length,
      right: flat.filter((mark) => mark === 'right').length,
      whole: rows.filter((row) => !row.includes('wrong')).length,
    });
  });
  fc.assert(property);
});

describe('evaluation', () => {
  test('is that of the test stream, whatever its batches', async () => {
    const model = makeModel();
    const evaluation = await evaluate({ model, task, seed: 4, batches: 3, batchSize: 5 });
    const parts = await Promise.all(
      [0, 1, 2].map(async (index) => {
        const part = batchAt({ task, split: 'test', seed: 4, index, size: 5 });
        const questions = questionsOf(part);
        const logits = answerLogits(model, questions);
        const right = [...tf.argMax(logits, 1).dataSync()].filter(
          (token, i) => token === questions.targets.dataSync()[i],
        );
        return { right: right.length, loss: crossEntropy(logits, questions.targets).dataSync()[0] };
      }),
    );
    expect(evaluation.accuracy).toBe(parts.reduce((sum, { right }) => sum + right, 0) / 15);
    expect(evaluation.loss).toBeCloseTo(parts.reduce((sum, { loss }) => sum + loss, 0) / 3, 5);
    expect(evaluation).toMatchObject({ answers: 15, sequences: 15, exactMatch: evaluation.accuracy });
    expect(evaluation).not.toHaveProperty('groups');
    model.dispose();
  });

  test('counts by the groups of the questions, where the task has groups', async () => {
    const listed = listOps({ preset: 'B', asked: 'brackets' });
    const model = makeModel({ vocabulary: listed.vocabulary, length: listed.length });
    const evaluation = await evaluate({ model, task: listed, seed: 2, batches: 2, batchSize: 4 });
    const expected = new Map<string, { asked: number; right: number }>();
    for (const index of [0, 1]) {
      const part = batchAt({ task: listed, split: 'test', seed: 2, index, size: 4 });
      const questions = questionsOf(part);
      const chosen = tf.argMax(answerLogits(model, questions), 1).dataSync();
      const targets = questions.targets.dataSync();
      const rows = [0, 1, 2, 3].map((row) => ({
        tokens: part.tokens.slice(row * part.length, (row + 1) * part.length),
        mask: part.mask.slice(row * part.length, (row + 1) * part.length),
      }));
      rows
        .flatMap((row) => listed.groups!(row))
        .forEach(({ operator }, i) => {
          const { asked, right } = expected.get(operator!) ?? { asked: 0, right: 0 };
          expected.set(operator!, { asked: asked + 1, right: right + Number(chosen[i] === targets[i]) });
        });
    }
    const { operator, 'dependency depth': depth } = evaluation.groups!;
    expect(operator).toEqual(
      Object.fromEntries(
        [...expected].map(([name, { asked, right }]) => [name, { answers: asked, accuracy: right / asked }]),
      ),
    );
    for (const groups of [operator!, depth!]) {
      const scores = Object.values(groups);
      expect(scores.reduce((sum, { answers }) => sum + answers, 0)).toBe(evaluation.answers);
      const right = scores.reduce((sum, { answers, accuracy }) => sum + answers * accuracy, 0);
      expect(right / evaluation.answers).toBeCloseTo(evaluation.accuracy, 12);
    }
    model.dispose();
  });

  test('is of 256 sequences, at most 131,072 tokens at once', () => {
    expect(evaluationSize(4096)).toEqual({ batches: 8, batchSize: 32 });
    expect(evaluationSize(16_385)).toEqual({ batches: 37, batchSize: 7 });
    expect(evaluationSize(1_000_000)).toEqual({ batches: 256, batchSize: 1 });
  });

  test('leaves no tensors', async () => {
    const model = makeModel();
    const before = tf.memory();
    await evaluate({ model, task, seed: 4, batches: 2 });
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
    model.dispose();
  });
});
