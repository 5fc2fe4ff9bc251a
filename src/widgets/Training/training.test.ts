import { batchAt, taskOf } from '@vla/kernels/tasks';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readFields, draftOf } from '../../lib/fields.ts';
import { fakeWorkers } from '../worker/testing/fakeWorkers.ts';
import { TrainingClient } from './client.ts';
import { controls, defaults, shownControls } from './controls.ts';
import type { FromWorker, RacerReport, Score, ToWorker, TrainingEvent } from './protocol.ts';
import { questionForm } from './questions.ts';
import { settingOf } from './setting.ts';
import { idle, next, type TrainingState } from './state.ts';
import { curveTable } from './table.ts';
import { Gate } from './worker/gate.ts';

const setting = (changes: object = {}) => {
  const draft = draftOf(controls, { ...defaults, ...changes });
  const { values, problems } = readFields(shownControls(draft), draft);
  expect(problems).toEqual({});
  return settingOf(values);
};

describe('a setting', () => {
  test('makes one run, or two that differ in the mixer alone', () => {
    expect(setting().racers).toHaveLength(1);
    const [first, second] = setting({ rival: 'deltanet' }).racers;
    expect(first!.model!.mixer).toBe('vla');
    expect(second).toEqual({ ...first, model: { ...first!.model, mixer: 'deltanet' } });
  });

  test('says how many workers train: as many as help, or a number', () => {
    expect(setting().workers).toBe('auto');
    expect(setting({ workers: '2' }).workers).toBe(2);
  });

  test.each(['mqar', 'delayed-recall', 'copy'])('describes the task %s fully', (task) => {
    const { name, settings } = setting({ task, vocabulary: 48 }).racers[0]!.task;
    expect(taskOf(name, settings)).toMatchObject({ name, vocabulary: 48 });
  });
});

describe.each(['mqar', 'delayed-recall', 'copy'])('questions of %s', (task) => {
  const options = setting({ task, vocabulary: 48, pairs: 3, delay: 5, symbols: 4 }).racers[0]!;
  const form = questionForm(options)!;

  test('an example read back is the unseen sequence, with its answers', () => {
    const { tokens, targets, mask } = batchAt({
      task: taskOf(options.task.name, options.task.settings),
      split: 'test',
      seed: options.seed!,
      index: 0,
      size: 1,
    });
    const question = form.parse(form.example(0));
    expect(question.tokens).toEqual([...tokens].slice(0, question.tokens.length));
    expect(question.tokens.length + question.added).toBe(tokens.length);
    const places = [...mask.keys()].filter((position) => mask[position] === 1);
    expect(question.asked.map(({ position }) => position)).toEqual(places);
    expect(question.asked.map(({ right }) => right)).toEqual(places.map((position) => targets[position]));
  });
});

describe('a question that cannot be asked', () => {
  const form = questionForm(setting({ pairs: 2 }).racers[0]!)!;
  test.each([
    ['1 16', '1', 'Enter 2 pairs'],
    ['1 16, 2', '1', 'Enter 2 pairs'],
    ['1 16, 1 17', '1', 'Two pairs have the same key'],
    ['1 16, 99 17', '1', '99 is no key: keys are 1 to 15'],
    ['1 16, 2 3', '1', '3 is no value: values are 16 to 30'],
    ['1 16, 2 17', '3', '3 is not among the keys'],
    ['1 16, 2 17', '', 'Enter one to 2 queries'],
    ['1 16, 2 17', '1 2 1', 'Enter one to 2 queries'],
    ['1 16, 2 -17', '1', '“-17” is not a whole number'],
  ])('%s asked for %s', (pairs, queries, message) => {
    expect(() => form.parse({ pairs, queries })).toThrow(message);
  });
});

describe('the state of training', () => {
  const score = { step: 2, loss: 1, accuracy: 0.5, exactMatch: 0.25 } as Score;
  const point = (step: number) => ({ step, loss: 4 - step, learningRate: 0.1 });
  const progress = (reports: RacerReport[]) =>
    ({ type: 'progress', reports, fraction: 0.5, milliseconds: 10, remaining: 10 }) as const;

  test('gathers what each racer reports, and keeps it when cancelled', () => {
    let state: TrainingState = next(idle, { type: 'begin', setting: setting({ rival: 'linear' }) });
    state = next(
      state,
      progress([
        { racer: 0, points: [point(1)] },
        { racer: 1, points: [] },
      ]),
    );
    state = next(
      state,
      progress([
        { racer: 1, points: [point(1)] },
        { racer: 0, points: [point(2)], score },
      ]),
    );
    state = next(state, { type: 'cancelled' });
    expect(state.phase).toBe('cancelled');
    expect(state.racers.map(({ points }) => points.map(({ step }) => step))).toEqual([[1, 2], [1]]);
    expect(curveTable(state.racers).rows).toEqual([
      ['vla', 1, 3, 0.1, '', '', ''],
      ['vla', 2, 2, 0.1, 1, 0.5, 0.25],
      ['linear', 1, 3, 0.1, '', '', ''],
    ]);
    expect(next(state, { type: 'begin', setting: setting() })).toMatchObject({ phase: 'running', fraction: 0 });
  });
});

describe('the gate between steps', () => {
  test('holds a paused run, lets others work meanwhile, and opens again', async () => {
    const gate = new Gate();
    expect(gate.pause()).toBe(true);
    expect(gate.pause()).toBe(false);
    let passed = false;
    let waits = 0;
    const passing = gate.pass(() => waits++).then(() => (passed = true));
    expect(await gate.between(() => Promise.resolve(7))).toBe(7);
    await expect(gate.between(() => Promise.reject(new Error('no such model')))).rejects.toThrow('no such model');
    expect(passed).toBe(false);
    expect(waits).toBe(1);
    expect(gate.resume()).toBe(true);
    await passing;
    expect(passed).toBe(true);
    expect(gate.resume()).toBe(false);
  });

  test('a cancelled run does not pass, paused or not', async () => {
    const gate = new Gate();
    gate.pause();
    const passing = gate.pass();
    gate.cancel();
    await expect(passing).rejects.toMatchObject({ name: 'AbortError' });
    await expect(gate.pass()).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the page’s end of the worker', () => {
  afterEach(() => vi.useRealTimers());

  function setUp() {
    const { workers, create } = fakeWorkers<ToWorker, FromWorker>();
    const events: TrainingEvent[] = [];
    const client = new TrainingClient(create, (event) => events.push(event), { start: 1000, cancel: 100 });
    return { client, workers, events };
  }

  test('makes no worker before it is needed, and one for everything', async () => {
    const { client, workers } = setUp();
    expect(workers).toHaveLength(0);
    client.send({ type: 'train', setting: setting() });
    const file = client.ask({ kind: 'file', model: 'first' });
    expect(workers).toHaveLength(1);
    const failure = { what: 'No.', why: 'Why.', next: 'Next.' };
    workers[0]!.say({ type: 'refusal', call: 1, failure });
    await expect(file).rejects.toMatchObject({ failure });
  });

  test('a worker that stops ends the training and every question with the reason', async () => {
    const { client, workers, events } = setUp();
    client.send({ type: 'train', setting: setting() });
    workers[0]!.say({ type: 'ready' });
    const file = client.ask({ kind: 'file', model: 'first' });
    workers[0]!.crash('out of memory');
    await expect(file).rejects.toThrow('out of memory');
    expect(events).toEqual([{ type: 'error', failure: expect.objectContaining({ why: 'out of memory' }) }]);
    expect(workers[0]!.terminated).toBe(true);
    client.send({ type: 'train', setting: setting() });
    expect(workers).toHaveLength(2);
  });

  test('one that does not start, or does not answer a cancel, is thrown away', () => {
    vi.useFakeTimers();
    const { client, workers, events } = setUp();
    client.send({ type: 'train', setting: setting() });
    vi.advanceTimersByTime(1001);
    expect(events.at(-1)).toMatchObject({ type: 'error', failure: { what: expect.stringContaining('did not start') } });
    client.send({ type: 'train', setting: setting() });
    workers[1]!.say({ type: 'ready' });
    client.send({ type: 'cancel' });
    vi.advanceTimersByTime(101);
    expect(events.at(-1)).toEqual({ type: 'cancelled' });
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
  });
});
