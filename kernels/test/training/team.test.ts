import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DeviceError } from '../../src/errors.ts';
import { loadWasm } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { decodeSafetensors, encodeSafetensors, mixerNames } from '../../src/model/index.ts';
import type { MixerName } from '../../src/model/index.ts';
import { batchAt, taskOf } from '../../src/tasks/index.ts';
import { Team, TrainingRun } from '../../src/training/index.ts';
import type { RunOptions } from '../../src/training/index.ts';
import { slicesOf } from '../../src/training/parallel/slices.ts';
import { sameThread } from './support/sameThread.ts';
import type { Replicas } from './support/sameThread.ts';

const options = (mixer: MixerName, batchSize = 6): RunOptions => ({
  task: { name: 'mqar', settings: { pairs: 2, vocabulary: 13 } },
  model: { mixer, modelDim: 8, layers: 1, heads: 2, convolution: 2 },
  training: { steps: 5, batchSize, learningRate: 0.01, warmup: 2 },
  seed: 7,
});

const weights = (run: TrainingRun): number[] =>
  run.model.parameters.flatMap(({ variable }) => [...variable.dataSync()]);

const teams: Team[] = [];
const runs: TrainingRun[] = [];

async function teamOf(workers: number, replicas: Replicas = sameThread()): Promise<Team> {
  const team = await Team.open({ workers, open: replicas.open });
  teams.push(team);
  return team;
}

function newRun(given: RunOptions): TrainingRun {
  const run = new TrainingRun(given);
  runs.push(run);
  return run;
}

/** Trains with so many workers. */
async function trained(workers: number, given: RunOptions, until?: number) {
  const run = newRun(given);
  const losses: number[] = [];
  await run.train({ until, team: await teamOf(workers), onStep: ({ loss }) => losses.push(loss) });
  return { run, losses };
}

let before: tf.MemoryInfo;
beforeEach(() => (before = tf.memory()));

/** Whatever a test did, its teams and runs leave nothing in memory. */
afterEach(() => {
  for (const team of teams.splice(0)) team.close();
  for (const run of runs.splice(0)) run.dispose();
  const { numTensors, numDataBuffers } = tf.memory();
  expect({ numTensors, numDataBuffers }).toEqual({
    numTensors: before.numTensors,
    numDataBuffers: before.numDataBuffers,
  });
});

describe.each(['cpu', 'wasm'])('workers on %s', (backend) => {
  beforeAll(async () => {
    await loadWasm();
    expect(await tf.setBackend(backend)).toBe(true);
  });

  test.each(mixerNames)('%s: the same seed and number of workers give the same run, to the last bit', async (mixer) => {
    const first = await trained(3, options(mixer));
    const second = await trained(3, options(mixer));
    expect(second.losses).toEqual(first.losses);
    expect(weights(second.run)).toEqual(weights(first.run));
    expect(await second.run.checkpoint()).toEqual(await first.run.checkpoint());
  });

  test.each(mixerNames)('%s: stored and resumed equals straight through, to the last bit', async (mixer) => {
    const straight = await trained(2, options(mixer));
    const first = await trained(2, options(mixer), 3);
    const resumed = TrainingRun.resume(await first.run.checkpoint());
    runs.push(resumed);
    expect(resumed.workers).toBe(2);
    await resumed.train({ team: await teamOf(2) });
    expect(await resumed.checkpoint()).toEqual(await straight.run.checkpoint());
  });

  test.each(mixerNames)('%s: they agree with one worker up to rounding, but not to the last bit', async (mixer) => {
    const [one, two, three] = await Promise.all([1, 2, 3].map((workers) => trained(workers, options(mixer), 4)));
    for (const several of [two!, three!]) {
      expect(relativeError(several.losses, one!.losses)).toBeLessThanOrEqual(1e-5);
      expect(relativeError(weights(several.run), weights(one!.run))).toBeLessThanOrEqual(1e-3);
      expect(weights(several.run)).not.toEqual(weights(one!.run));
    }
  });

  test('a team of one computes what a run without a team does, to the last bit', async () => {
    const alone = newRun(options('vla'));
    await alone.train();
    const { run } = await trained(1, options('vla'));
    expect(await run.checkpoint()).toEqual(await alone.checkpoint());
  });
});

describe('a batch', () => {
  beforeAll(() => tf.setBackend('wasm'));
  const batchOf = (size: number) =>
    batchAt({ task: taskOf('mqar', { pairs: 2, vocabulary: 13 }), split: 'train', seed: 1, index: 0, size });

  test.each([
    [5, 2, [2, 3]],
    [32, 3, [10, 11, 11]],
    [4, 4, [1, 1, 1, 1]],
  ])('of %i rows is cut for %i workers into %j, in order and with nothing lost', (size, workers, rows) => {
    const batch = batchOf(size);
    const slices = slicesOf(batch, workers);
    expect(slices.map((slice) => slice!.batch.size)).toEqual(rows);
    for (const name of ['tokens', 'targets', 'mask'] as const) {
      expect(slices.flatMap((slice) => [...slice!.batch[name]])).toEqual([...batch[name]]);
    }
    expect(slices.reduce((sum, slice) => sum + slice!.share, 0)).toBeCloseTo(1, 12);
  });

  test('counts by answers, not by rows: a row that asks less weighs less, one that asks nothing nothing', () => {
    const batch = batchOf(3);
    const asked = [...batch.mask.keys()].filter((position) => batch.mask[position] === 1);
    // Of two questions in each row, one is left in the second, and none in the third.
    for (const dropped of [asked[3]!, asked[4]!, asked[5]!]) batch.mask[dropped] = 0;
    expect(slicesOf(batch, 3).map((slice) => slice?.share ?? null)).toEqual([2 / 3, 1 / 3, null]);
  });

  test('of unequal slices has the mean over all its answers as its loss', async () => {
    const run = newRun(options('linear', 5));
    const batch = batchOf(5);
    // The first row asks one question less, so the two slices differ in rows and in answers for a row.
    batch.mask[batch.mask.indexOf(1)] = 0;
    const [alone, two, five] = await Promise.all(
      [1, 2, 5].map(async (workers) => {
        const { loss, gradient } = await (await teamOf(workers)).gradient(run.model, batch);
        const numbers = { loss: loss.dataSync()[0]!, gradient: gradient.dataSync() };
        tf.dispose([loss, gradient]);
        return numbers;
      }),
    );
    for (const several of [two!, five!]) {
      expect(Math.abs(several.loss - alone!.loss)).toBeLessThan(1e-6);
      expect(relativeError(several.gradient, alone!.gradient)).toBeLessThan(1e-5);
    }
  });
});

describe('a team', () => {
  beforeAll(() => tf.setBackend('wasm'));

  test('sends each worker its rows alone', async () => {
    const replicas = sameThread();
    const run = newRun(options('linear', 5));
    await run.train({ until: 1, team: await teamOf(3, replicas) });
    expect(replicas.received.map(([message]) => message!.batch.size)).toEqual([2, 2]);
    expect(replicas.received[0]![0]!.batch.tokens.buffer.byteLength).toBe(4 * 2 * run.task.length);
  });

  test('keeps as many tensors after many steps as after one', async () => {
    const run = newRun(options('vla'));
    const team = await teamOf(2);
    const counts: number[] = [];
    await run.train({ team, onStep: () => counts.push(tf.memory().numTensors) });
    expect(new Set(counts).size).toBe(1);
  });

  test('trains several models in turn', async () => {
    const team = await teamOf(2);
    const racers = (['vla', 'softmax'] as const).map((mixer) => newRun(options(mixer)));
    for (let until = 1; until <= 3; until++) for (const run of racers) await run.train({ until, team });
    for (const [i, mixer] of (['vla', 'softmax'] as const).entries()) {
      expect(weights(racers[i]!)).toEqual(weights((await trained(2, options(mixer), 3)).run));
    }
  });

  test.each([
    ['throws', /^training worker 3 of 3: /],
    ['dies', /^training worker 3 of 3 stopped: out of memory$/],
  ] as const)('one that %s ends the run with its reason, and the others', async (how, message) => {
    const replicas = sameThread();
    const run = newRun(options('linear'));
    const team = await teamOf(3, replicas);
    await run.train({ until: 2, team });
    const kept = weights(run);
    replicas.fail(1, how);
    await expect(run.train({ team })).rejects.toThrow(message);
    expect([...replicas.ended].sort()).toEqual([0, 1]);
    expect(run.step).toBe(2);
    expect(weights(run)).toEqual(kept);
    await expect(run.train({ team })).rejects.toThrow(how === 'dies' ? message : 'the team of workers was closed');
    // The run itself is whole, and another team continues it.
    await run.train({ team: await teamOf(3) });
    expect(weights(run)).toEqual(weights((await trained(3, options('linear'))).run));
  });

  test('an abort does not wait for a worker that says nothing', async () => {
    const replicas = sameThread();
    const run = newRun(options('linear'));
    const team = await teamOf(2, replicas);
    replicas.fail(0, 'hangs');
    const controller = new AbortController();
    const training = run.train({ team, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(training).rejects.toThrow('enough');
    expect(run.step).toBe(0);
    team.close();
    expect(replicas.ended).toEqual([0]);
  });

  test('an answer to a step that was given up is not taken for another', async () => {
    const replicas = sameThread();
    const team = await teamOf(2, replicas);
    replicas.fail(0, 'dawdles');
    const controller = new AbortController();
    const training = newRun(options('linear')).train({ team, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(training).rejects.toThrow('enough');
    replicas.fail(0, null);
    const run = newRun(options('linear', 4));
    await run.train({ team });
    expect(weights(run)).toEqual(weights((await trained(2, options('linear', 4))).run));
  });

  test('numbers that are not finite in another worker stop the run, and the team can continue', async () => {
    const replicas = sameThread();
    const run = newRun(options('vla'));
    const team = await teamOf(3, replicas);
    await run.train({ until: 2, team });
    replicas.fail(1, 'diverges');
    const error: unknown = await run.train({ team }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeviceError);
    expect(error).toMatchObject({ fault: 'non-finite', message: expect.stringMatching(/^training step 3: /) });
    expect(replicas.ended).toEqual([]);
    replicas.fail(1, null);
    await run.train({ team });
    expect(weights(run)).toEqual(weights((await trained(3, options('vla'))).run));
  });

  test('an abort stops at the step, and the team can continue', async () => {
    const straight = await trained(2, options('deltanet'));
    const run = newRun(options('deltanet'));
    const team = await teamOf(2);
    const controller = new AbortController();
    const onStep = ({ step }: { step: number }) => step === 3 && controller.abort(new Error('enough'));
    await expect(run.train({ team, signal: controller.signal, onStep })).rejects.toThrow('enough');
    expect(run.step).toBe(3);
    await run.train({ team });
    expect(weights(run)).toEqual(weights(straight.run));
  });

  test.each(mixerNames)('%s: numbers that are not finite stop it before the weights change', async (mixer) => {
    const run = newRun(options(mixer));
    const team = await teamOf(2);
    await run.train({ until: 2, team });
    const poisoned = run.model.parameters.find(({ name }) => name === 'blocks.0.mixer.value')!.variable;
    tf.tidy(() => poisoned.assign(tf.fill(poisoned.shape, NaN)));
    const kept = weights(run);
    const error: unknown = await run.train({ team }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeviceError);
    expect(error).toMatchObject({ fault: 'non-finite', message: expect.stringMatching(/^training step 3: /) });
    expect(weights(run)).toEqual(kept);
  });

  test.each([
    [0, 'workers: was 0; expected an integer from 1 to'],
    [1.5, 'workers: was 1.5; expected an integer from 1 to'],
    [NaN, 'workers: was NaN; expected an integer from 1 to'],
  ])('of %d is refused', async (workers, message) => {
    const replicas = sameThread();
    await expect(Team.open({ workers, open: replicas.open })).rejects.toThrow(message);
    expect(replicas.received).toEqual([]);
  });

  test('of more workers than a batch has sequences is refused', async () => {
    const run = newRun(options('linear', 2));
    const team = await teamOf(3);
    await expect(run.train({ team })).rejects.toThrow('team: has 3 workers; expected at most 2');
  });

  test('is refused on WebGPU, before a worker is started', async () => {
    tf.registerBackend('webgpu', () => ({ dispose: () => undefined }) as unknown as tf.KernelBackend);
    try {
      await tf.setBackend('webgpu');
      const replicas = sameThread();
      await expect(Team.open({ workers: 2, open: replicas.open })).rejects.toThrow('workers: was 2 on WebGPU');
      expect(replicas.received).toEqual([]);
    } finally {
      await tf.setBackend('wasm');
      tf.removeBackend('webgpu');
    }
  });

  test('whose workers compute on another backend is refused, and they are ended', async () => {
    const ended = vi.fn();
    const open: Replicas['open'] = ({ onMessage }) => {
      queueMicrotask(() => onMessage({ type: 'ready', backend: 'cpu' }));
      return { post: () => undefined, end: ended };
    };
    const opening = Team.open({ workers: 3, open });
    await expect(opening).rejects.toThrow('open: starts workers on the backend "cpu"; expected "wasm"');
    expect(ended).toHaveBeenCalledTimes(2);
  });

  test.each([
    ['does not start', undefined, 'the workers did not start within 20 ms'],
    ['stops at once', 'no such file', 'training worker 2 of 2 stopped: no such file'],
  ])('with a worker that %s is refused, and it is ended', async (_, loss, message) => {
    const ended = vi.fn();
    const open: Replicas['open'] = ({ onLoss }) => {
      if (loss) queueMicrotask(() => onLoss(loss));
      return { post: () => undefined, end: ended };
    };
    await expect(Team.open({ workers: 2, open, patience: 20 })).rejects.toThrow(message);
    expect(ended).toHaveBeenCalledTimes(1);
  });
});

test('a worker that can’t be made ends those that were', async () => {
  const ended = vi.fn();
  let made = 0;
  const open: Replicas['open'] = () => {
    if (++made === 3) throw new Error('refused');
    return { post: () => undefined, end: ended };
  };
  await expect(Team.open({ workers: 4, open })).rejects.toThrow('refused');
  expect(ended).toHaveBeenCalledTimes(2);
});

describe('a checkpoint', () => {
  beforeAll(() => tf.setBackend('wasm'));

  test('says how many workers computed it; one that does not was computed by one', async () => {
    const { run } = await trained(2, options('linear'), 1);
    const file = decodeSafetensors(await run.checkpoint());
    expect(file.metadata).toMatchObject({ workers: '2' });
    const { workers: _, ...metadata } = file.metadata;
    const resumed = TrainingRun.resume(encodeSafetensors({ ...file, metadata }));
    runs.push(resumed);
    expect(resumed.workers).toBe(1);
  });

  test.each(['0', '-1', '02', '1.5', 'two', '1025'])('is refused when it says %j', async (workers) => {
    const run = newRun(options('linear'));
    const file = decodeSafetensors(await run.checkpoint());
    const changed = encodeSafetensors({ ...file, metadata: { ...file.metadata, workers } });
    expect(() => TrainingRun.resume(changed)).toThrow(`was computed by "${workers}" workers; expected 1 to 1024`);
  });
});
