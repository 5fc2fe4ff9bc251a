import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/index.ts';
import { VLATransformer, greedyDecode, loadTransformer, mixerNames, saveTransformer } from '../../src/model/index.ts';
import { batchAt, listOps } from '../../src/tasks/index.ts';
import { TrainingRun, checkRun, evaluate } from '../../src/training/index.ts';
import { loadProcessorKernels } from '../../src/training/device.ts';
import { questionsOf } from '../../src/training/objective.ts';
import { testClassHead } from '../support/classHead.ts';

async function use(backend: 'cpu' | 'wasm'): Promise<void> {
  expect(await tf.setBackend(backend)).toBe(true);
  await loadProcessorKernels();
}

describe.each(['cpu', 'wasm'] as const)('a head of classes on %s', (backend) => {
  testClassHead(mixerNames, () => use(backend));
});

describe('a model of classes', () => {
  const options = { vocabulary: 16, length: 16, modelDim: 8, layers: 1, classes: 10, firstClass: 0 };
  const task = listOps({ preset: 'A' });
  const run = {
    task: { name: 'listops', settings: { preset: 'A' } },
    model: { modelDim: 8, layers: 1, classes: 10, tiedHead: false },
    training: { steps: 30, batchSize: 16, learningRate: 0.02 },
  };

  test('is evaluated by the tokens that its classes stand for', async () => {
    await use('cpu');
    // A head that says one class always: 4, which is the token 5 where the first class is 1.
    const model = new VLATransformer({ ...options, firstClass: 1, classes: 9, tiedHead: false });
    const head = model.parameters.find(({ name }) => name === 'head')!.variable;
    expect(head.shape).toEqual([8, 9]);
    for (const { name, variable } of model.parameters) {
      if (name === 'norm.gamma') variable.assign(tf.zeros(variable.shape));
      if (name === 'norm.beta') variable.assign(tf.ones(variable.shape));
    }
    head.assign(tf.mul(tf.ones([8, 9]), tf.oneHot(tf.tensor1d([4], 'int32'), 9)));
    const fives = {
      ...task,
      fill: ((random, row, split) => {
        task.fill(random, row, split);
        row.targets[row.mask.indexOf(1)] = 5;
      }) as typeof task.fill,
    };
    expect(await evaluate({ model, task: fives, seed: 1, batches: 1 })).toMatchObject({ accuracy: 1 });
    const sixes = {
      ...task,
      fill: ((random, row, split) => {
        task.fill(random, row, split);
        row.targets[row.mask.indexOf(1)] = 6;
      }) as typeof task.fill,
    };
    expect(await evaluate({ model, task: sixes, seed: 1, batches: 1 })).toMatchObject({ accuracy: 0 });
    model.dispose();
  });

  test('is stored, resumed and loaded as it is', async () => {
    await use('cpu');
    const trained = new TrainingRun(run);
    const losses: number[] = [];
    await trained.train({ until: 4, onStep: ({ loss }) => losses.push(loss) });
    expect(losses[0]).toBeLessThan(Math.log(10) + 0.5);
    const resumed = TrainingRun.resume(await trained.checkpoint());
    expect(resumed.model.config).toMatchObject({ classes: 10, firstClass: 0, tiedHead: false });
    expect(resumed.options).toEqual(trained.options);
    const loaded = loadTransformer(await saveTransformer(trained.model));
    const tokens = tf.tensor2d([[11, 2, 3, 14]], [1, 4], 'int32');
    expect(loaded.forward(tokens).shape).toEqual([1, 4, 10]);
    expect([...loaded.forward(tokens).dataSync()]).toEqual([...trained.model.forward(tokens).dataSync()]);
    for (const one of [trained, resumed, loaded]) one.dispose();
  });

  test('says no tokens, so that nothing can be continued with it', async () => {
    await use('cpu');
    const model = new VLATransformer(options);
    const refused = greedyDecode({ model, prompt: [[1, 2]], steps: 2 });
    await expect(refused).rejects.toThrow(
      new ArgumentError('model', 'answers with one of 10 classes; expected one whose head says any token'),
    );
    model.dispose();
  });

  test.each([
    [{ classes: 1 }, 'classes: was 1; expected 0 for none, or an integer from 2 to 16, the vocabulary'],
    [{ classes: 17 }, 'classes: was 17'],
    [{ classes: '10' as never }, 'classes: was "10"'],
    [
      { classes: 10, firstClass: 7 },
      'firstClass: was 7; expected an integer from 0 to 6, so that all classes are tokens',
    ],
    [{ classes: 0, firstClass: 3 }, 'firstClass: was 3; expected 0 where there are no classes'],
    [{ classes: 10, firstClass: 0.5 }, 'firstClass: was 0.5'],
  ])('is refused: %o', (change, message) => {
    expect(() => new VLATransformer({ ...options, ...change })).toThrow(message);
  });

  test('whose classes are not the answers of the task is refused before it is made', () => {
    const others = { ...run, model: { ...run.model, classes: 4 } };
    expect(() => checkRun(others)).toThrow('model.classes: are the tokens 0 to 3; the answers of listops are 0 to 9');
  });

  test('that is asked for another token says which', () => {
    const batch = batchAt({ task, split: 'train', seed: 1, index: 0, size: 1 });
    batch.targets.fill(12);
    expect(() => questionsOf(batch, { classes: 10, firstClass: 0 })).toThrow(
      'batch: asks for the token 12; expected 0 to 9, the model’s classes',
    );
  });
});
