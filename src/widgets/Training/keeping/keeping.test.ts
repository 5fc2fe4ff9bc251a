import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { Team } from '@vla/kernels/training';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { RunError } from '../../worker/protocol.ts';
import type { Point, Score, Standing, TrainingEvent } from '../protocol.ts';
import type { TrainingSetting } from '../setting.ts';
import { idle, next } from '../state.ts';
import { Gate } from '../worker/gate.ts';
import { Models } from '../worker/models.ts';
import { Race } from '../worker/race.ts';
import { keepTraining } from './keep.ts';
import type { KeptTraining } from './kept.ts';
import { isKept, stepsOf } from './kept.ts';
import { browserStore } from './store.ts';

const database = vi.hoisted(() => ({ get: vi.fn(), set: vi.fn(), del: vi.fn(), createStore: vi.fn() }));
vi.mock('idb-keyval', () => database);

const racer = (mixer: 'vla' | 'linear', steps = 8): TrainingSetting['racers'][number] => ({
  task: { name: 'mqar', settings: { pairs: 1, vocabulary: 8, distractors: 'blank' } },
  model: { mixer, modelDim: 8, layers: 1, heads: 1, convolution: 2, tiedHead: false },
  training: { steps, batchSize: 2, learningRate: 0.02 },
  seed: 3,
});
const setting: TrainingSetting = {
  ...{ racers: [racer('vla'), racer('linear')], backend: 'cpu', stop: false, workers: 1 },
};

beforeAll(async () => expect(await setBackend('cpu')).toBe(true));
beforeEach(() => vi.resetAllMocks());

/** A race of this setting, and what it tells its page. */
async function raceOf({
  from,
  stop = false,
  gate = new Gate(),
}: {
  readonly from?: Standing;
  readonly stop?: boolean;
  readonly gate?: Gate;
}) {
  const { racers } = setting;
  const team = await Team.open({ workers: 1, open: () => expect.unreachable('one worker trains alone') });
  const events: TrainingEvent[] = [];
  const models = new Models();
  const runs = models.begin(
    racers,
    from?.racers.map(({ file }) => file),
  );
  const memory = () => ({ tensors: 0, bytes: 0 });
  const race = new Race(runs, { stop, gate, team, memory, post: (event) => events.push(event), ...(from && { from }) });
  const pointsOf = (number: number): Point[] =>
    events.flatMap((event) =>
      event.type === 'progress'
        ? event.reports.flatMap((report) => (report.racer === number ? (report.points ?? []) : []))
        : [],
    );
  return { race, gate, events, runs, pointsOf };
}

/** Pauses before a step, counted over all racers from 0. */
class PausingGate extends Gate {
  readonly #before: number;
  #passed = 0;
  constructor(before: number) {
    super();
    this.#before = before;
  }
  override pass(onWait: () => void): Promise<void> {
    if (this.#passed++ === this.#before) this.pause();
    return super.pass(onWait);
  }
}

/** Where a race stands that was paused after so many steps of each, and then left. */
async function stoppedAfter(steps: number): Promise<Standing> {
  const { race, gate, events } = await raceOf({ gate: new PausingGate(2 * steps) });
  const running = race.run();
  await vi.waitUntil(() => events.some(({ type }) => type === 'paused'), { timeout: 30_000 });
  const standing = await gate.between(() => race.standing());
  gate.cancel();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  return standing;
}

describe('a training that is continued', () => {
  test('makes the steps that are left, with the losses of one that was never interrupted', async () => {
    const straight = await raceOf({});
    await straight.race.run();
    const standing = structuredClone(await stoppedAfter(3));
    expect(standing.racers.map(({ points }) => points.length)).toEqual([3, 3]);
    const again = await raceOf({ from: standing });
    await again.race.run();
    for (const number of [0, 1]) {
      const before = standing.racers[number]!.points;
      expect([...before, ...again.pointsOf(number)]).toEqual(straight.pointsOf(number));
    }
    const { racers } = await again.race.standing();
    expect(racers.map(({ points, scores }) => [points.length, scores.at(-1)!.step])).toEqual([
      [8, 8],
      [8, 8],
    ]);
  });

  test('counts time and what is left from where it stood', async () => {
    const standing = { ...(await stoppedAfter(3)), milliseconds: 60_000 };
    const { race, events } = await raceOf({ from: standing });
    await race.run();
    const progress = events.filter((event) => event.type === 'progress');
    for (const { milliseconds } of progress) expect(milliseconds).toBeGreaterThanOrEqual(60_000);
    expect(progress[0]!.fraction).toBeGreaterThan(6 / 16);
    // Two steps a millisecond or a second long: not the minute before shared among the steps of now.
    for (const { remaining } of progress) if (remaining !== null) expect(remaining).toBeLessThan(30_000);
    expect(progress.at(-1)).toMatchObject({ fraction: 1 });
  });

  test('trains no further what was solved', async () => {
    const { racers, milliseconds } = await stoppedAfter(3);
    const from = { racers: racers.map((one, i) => ({ ...one, finished: i === 0 })), milliseconds };
    const { race, pointsOf } = await raceOf({ from, stop: true });
    await race.run();
    expect(pointsOf(0)).toEqual([]);
    expect(pointsOf(1).at(-1)!.step).toBe(8);
  });

  test('is shown with all that it was before', async () => {
    const kept: KeptTraining = { version: 1, setting, at: 5, ...(await stoppedAfter(4)) };
    const { done, all } = stepsOf(kept);
    const state = next(idle, { type: 'continue', kept });
    expect(state).toMatchObject({ phase: 'running', setting, milliseconds: kept.milliseconds, fraction: done / all });
    expect(all).toBe(16);
    expect(state.racers.map(({ mixer, points }) => [mixer, points])).toEqual([
      ['vla', kept.racers[0]!.points],
      ['linear', kept.racers[1]!.points],
    ]);
  });
});

const standing: Standing = {
  racers: [{ file: Uint8Array.of(1), points: [], scores: [{ step: 1 } as Score], finished: false }],
  milliseconds: 4,
};
const alone: TrainingSetting = { ...setting, racers: [racer('vla')] };
const kept: KeptTraining = { version: 1, setting: alone, at: 1, ...standing };

describe('what a browser kept', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['another version', { ...kept, version: 0 }],
    ['no time', { ...kept, at: undefined }],
    ['fewer models than the setting', { ...kept, setting }],
    ['a model without a file', { ...kept, racers: [{ ...standing.racers[0], file: 'text' }] }],
    ['a model without points', { ...kept, racers: [{ ...standing.racers[0], points: undefined }] }],
  ])('%s is no training', async (_, value) => {
    database.get.mockResolvedValue(value);
    expect(isKept(value)).toBe(false);
    expect(await browserStore().read()).toBeNull();
  });

  test('comes back as it was', async () => {
    database.get.mockResolvedValue(structuredClone(kept));
    expect(await browserStore().read()).toEqual(kept);
  });

  test('is not looked for where the browser forbids it', async () => {
    database.createStore.mockImplementation(() => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    });
    expect(await browserStore().read()).toBeNull();
    await browserStore().remove();
    await expect(browserStore().write(kept)).rejects.toThrow('The browser did not keep it: The operation is insecure.');
  });
});

describe('keeping', () => {
  const client = { ask: () => Promise.resolve(standing as never) };

  test('stores where the training stands, with its setting', async () => {
    expect(await keepTraining({ setting: alone, client, store: browserStore() })).toBeNull();
    const [, written] = database.set.mock.calls[0] as [string, KeptTraining];
    expect(written).toMatchObject({ version: 1, setting: alone, ...standing });
    expect(isKept(written)).toBe(true);
    expect(Math.abs(written.at - Date.now())).toBeLessThan(60_000);
  });

  test('says so where the browser is full', async () => {
    database.set.mockRejectedValue(new DOMException('Quota', 'QuotaExceededError'));
    const problem = await keepTraining({ setting: alone, client, store: browserStore() });
    expect(problem).toBe('The browser has no space left for it.');
  });

  test('does not complain where the training has ended meanwhile', async () => {
    const ended = { ask: () => Promise.reject(new RunError({ what: 'No.', why: 'It ended.', next: '' })) };
    expect(await keepTraining({ setting: alone, client: ended, store: browserStore() })).toBeNull();
    expect(database.set).not.toHaveBeenCalled();
  });
});
