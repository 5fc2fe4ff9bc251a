import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { DeviceError } from '../../src/errors.ts';
import { relativeError } from '../../src/math/index.ts';
import { decodeSafetensors, encodeSafetensors, loadTransformer, mixerNames } from '../../src/model/index.ts';
import type { MixerName } from '../../src/model/index.ts';
import { TrainingRun } from '../../src/training/index.ts';
import type { RunOptions } from '../../src/training/index.ts';

const options = (mixer: MixerName, training: Partial<RunOptions['training']> = {}): RunOptions => ({
  task: { name: 'mqar', settings: { pairs: 2, vocabulary: 13 } },
  model: { mixer, modelDim: 8, layers: 2, heads: 2, convolution: 2 },
  training: { steps: 12, batchSize: 4, learningRate: 0.01, warmup: 2, ...training },
  seed: 7,
});

/** All weights of a run, one after the other. */
const weights = (run: TrainingRun): number[] =>
  run.model.parameters.flatMap(({ variable }) => [...variable.dataSync()]);

async function trained(given: RunOptions, until?: number): Promise<{ run: TrainingRun; losses: number[] }> {
  const run = new TrainingRun(given);
  const losses: number[] = [];
  await run.train({ until, onStep: ({ loss }) => losses.push(loss) });
  return { run, losses };
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });

  test.each(mixerNames)(
    '%s: interrupted, stored and resumed equals straight through, to the last bit',
    async (mixer) => {
      const straight = await trained(options(mixer));
      const first = await trained(options(mixer), 5);
      const resumed = TrainingRun.resume(await first.run.checkpoint());
      expect(resumed.step).toBe(5);
      expect(resumed.options).toEqual(straight.run.options);
      const losses = [...first.losses];
      await resumed.train({ onStep: ({ loss }) => losses.push(loss) });
      expect(losses).toEqual(straight.losses);
      expect(weights(resumed)).toEqual(weights(straight.run));
      expect(await resumed.checkpoint()).toEqual(await straight.run.checkpoint());
      for (const { run } of [straight, first]) run.dispose();
      resumed.dispose();
    },
  );

  test.each(mixerNames)('%s: as many tensors after many steps as after one, and none at the end', async (mixer) => {
    const before = tf.memory();
    const run = new TrainingRun(options(mixer));
    const counts: object[] = [];
    const count = ({ numTensors, numDataBuffers } = tf.memory()) => ({ numTensors, numDataBuffers });
    for (let until = 1; until <= 4; until++) {
      await run.train({ until });
      counts.push(count());
    }
    await run.evaluate({ batches: 1 });
    await run.checkpoint();
    expect(new Set([...counts, count()].map((entry) => JSON.stringify(entry))).size).toBe(1);
    run.dispose();
    expect(count()).toEqual({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
  });
});

test('wasm and cpu agree', async () => {
  for (const mixer of mixerNames) {
    const results = [];
    for (const backend of ['cpu', 'wasm']) {
      await tf.setBackend(backend);
      const { run, losses } = await trained(options(mixer), 3);
      results.push({ losses, weights: weights(run) });
      run.dispose();
    }
    expect(relativeError(results[1].losses, results[0].losses), mixer).toBeLessThanOrEqual(1e-5);
    expect(relativeError(results[1].weights, results[0].weights), mixer).toBeLessThanOrEqual(1e-3);
  }
});

describe('a run', () => {
  beforeAll(() => tf.setBackend('wasm'));

  test('learns: two pairs are recalled where nothing was at first', async () => {
    const run = new TrainingRun({
      ...options('vla', { steps: 200, batchSize: 16, learningRate: 0.02 }),
      model: { mixer: 'vla', modelDim: 16, layers: 1, convolution: 2 },
    });
    const before = await run.evaluate({ batches: 4 });
    await run.train();
    const after = await run.evaluate({ batches: 4 });
    expect(before.accuracy).toBeLessThan(0.4);
    expect(after.accuracy).toBeGreaterThan(0.95);
    expect(after.loss).toBeLessThan(before.loss / 4);
    run.dispose();
  });

  test('reports every step', async () => {
    const run = new TrainingRun(options('linear', { steps: 4, warmup: 2, learningRate: 0.1 }));
    const reports: { step: number; learningRate: number; remaining: number; gradientNorm: number }[] = [];
    await run.train({ onStep: (report) => reports.push(report) });
    expect(reports.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect(reports.map(({ learningRate }) => learningRate)).toEqual([0.05, 0.1, 0.1, 0.05]);
    expect(reports.every(({ gradientNorm }) => gradientNorm > 0)).toBe(true);
    expect(reports[0].remaining).toBeGreaterThan(0);
    expect(reports[3].remaining).toBe(0);
    run.dispose();
  });

  test('takes its batches from several tasks in turn', async () => {
    const [first, second] = [2, 3].map((pairs) => ({ name: 'mqar', settings: { pairs, vocabulary: 13 } }));
    const given = { ...options('linear', { steps: 3 }), task: first, otherTasks: [second] };
    const { run, losses } = await trained(given, 2);
    expect(run.options).toMatchObject({ task: { settings: { pairs: 2 } }, otherTasks: [{ settings: { pairs: 3 } }] });
    expect(run.model.config.length).toBe(9);
    const resumed = TrainingRun.resume(await run.checkpoint());
    await resumed.train({ onStep: ({ loss }) => losses.push(loss) });
    // The weights start alike, whatever the tasks.
    const alone = await trained({ ...given, task: second, otherTasks: [first] }, 1);
    const ofFirst = await trained({ ...given, otherTasks: [] });
    expect(losses[0]).toBe(ofFirst.losses[0]);
    expect(losses[0]).not.toBe(alone.losses[0]);
    expect(losses[1]).not.toBe(ofFirst.losses[1]);
    for (const one of [run, resumed, alone.run, ofFirst.run]) one.dispose();
  });

  test('refuses tasks of different vocabularies', () => {
    const otherTasks = [{ name: 'copy', settings: { vocabulary: 14 } }];
    expect(() => new TrainingRun({ ...options('vla'), otherTasks })).toThrow(
      /otherTasks: .* vocabulary of 14; expected 13/,
    );
  });

  test('stops at the step after an abort, and can continue', async () => {
    const straight = await trained(options('deltanet'));
    const run = new TrainingRun(options('deltanet'));
    const controller = new AbortController();
    const training = run.train({
      signal: controller.signal,
      onStep: ({ step }) => step === 3 && controller.abort(new Error('enough')),
    });
    await expect(training).rejects.toThrow('enough');
    expect(run.step).toBe(3);
    await run.train();
    expect(weights(run)).toEqual(weights(straight.run));
    for (const one of [run, straight.run]) one.dispose();
  });

  test('a message that cancels arrives while it trains', async () => {
    const run = new TrainingRun(options('linear', { steps: 100_000 }));
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('cancelled')), 100);
    await expect(run.train({ signal: controller.signal })).rejects.toThrow('cancelled');
    expect(run.step).toBeLessThan(1000);
    run.dispose();
  });

  test('a message arrives also where steps are asked for one at a time, each shorter than a stretch', async () => {
    const run = new TrainingRun(options('linear', { steps: 1000 }));
    const heard: number[] = [];
    const timer = setInterval(() => heard.push(run.step), 10);
    const begun = performance.now();
    while (performance.now() - begun < 500) await run.train({ until: run.step + 1 });
    clearInterval(timer);
    expect(heard.length).toBeGreaterThan(0);
    run.dispose();
  });

  test('a message that cancels arrives while it is evaluated', async () => {
    const run = new TrainingRun(options('linear'));
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('cancelled')), 50);
    await expect(run.evaluate({ batches: 20_000, signal: controller.signal })).rejects.toThrow('cancelled');
    run.dispose();
  });

  test('is not trained twice at once', async () => {
    const run = new TrainingRun(options('linear'));
    const training = run.train();
    await expect(run.train()).rejects.toThrow('is being trained already');
    await training;
    run.dispose();
  });

  test.each(mixerNames)('%s: numbers that are not finite stop it before the weights change', async (mixer) => {
    const run = new TrainingRun(options(mixer));
    await run.train({ until: 2 });
    const poisoned = run.model.parameters.find(({ name }) => name === 'blocks.0.mixer.value')!.variable;
    tf.tidy(() => poisoned.assign(tf.fill(poisoned.shape, NaN) as never));
    const before = weights(run);
    const { numTensors } = tf.memory();
    const error: unknown = await run.train().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeviceError);
    expect(error).toMatchObject({ fault: 'non-finite' });
    expect((error as Error).message).toMatch(/^training step 3: .+ a learning rate below 0\.01/);
    expect(weights(run)).toEqual(before);
    expect(run.step).toBe(2);
    expect(tf.memory().numTensors).toBe(numTensors);
    run.dispose();
  });

  test('clipping: a step with a long gradient is a step with a short one', async () => {
    // Adam's first step does not depend on the gradient's length, its second does where the first was clipped.
    const [clipped, free] = await Promise.all(
      [0.01, 1e6].map(async (clipNorm) => (await trained(options('softmax', { clipNorm }), 1)).run),
    );
    expect(relativeError(weights(clipped), weights(free))).toBeLessThan(1e-3);
    await clipped.train({ until: 3 });
    await free.train({ until: 3 });
    expect(relativeError(weights(clipped), weights(free))).toBeGreaterThan(1e-6);
    for (const run of [clipped, free]) run.dispose();
  });
});

describe('a checkpoint', () => {
  beforeAll(() => tf.setBackend('cpu'));

  test('is a file of the model, too', async () => {
    const { run } = await trained(options('vla'), 1);
    const model = loadTransformer(await run.checkpoint());
    expect(model.config).toEqual(run.model.config);
    expect(model.parameters.flatMap(({ variable }) => [...variable.dataSync()])).toEqual(weights(run));
    model.dispose();
    run.dispose();
  });

  test('says which backend computed it', async () => {
    const { run } = await trained(options('linear'), 1);
    expect(decodeSafetensors(await run.checkpoint()).metadata).toMatchObject({ backend: 'cpu', step: '1' });
    run.dispose();
  });

  test.each<[string, (file: ReturnType<typeof decodeSafetensors>) => object]>([
    ['holds no training run', ({ metadata: { run: _, ...metadata } }) => ({ metadata })],
    ['was stored after step "two"', ({ metadata }) => ({ metadata: { ...metadata, step: 'two' } })],
    [
      'has moments that do not fit its',
      ({ tensors }) => ({ tensors: { ...tensors, 'optimizer.mean': { shape: [1], data: new Float32Array(1) } } }),
    ],
    ['norm.gamma: is not in the file', ({ tensors }) => ({ tensors: renamed(tensors, 'norm.gamma', 'norm.delta') })],
  ])('is refused when it %s', async (message, change) => {
    const run = new TrainingRun(options('linear'));
    const file = decodeSafetensors(await run.checkpoint());
    run.dispose();
    const { numTensors } = tf.memory();
    expect(() => TrainingRun.resume(encodeSafetensors({ ...file, ...change(file) }))).toThrow(message);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

function renamed<Value>(record: Readonly<Record<string, Value>>, from: string, to: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name === from ? to : name, value]));
}
