import type { Team, TrainingRun } from '@vla/kernels/training';
import type { RacerReport, RacerStanding, MemoryReport, Point, Score, Standing, TrainingEvent } from '../protocol.ts';
import { isSolved } from '../solved.ts';
import type { Gate } from './gate.ts';
import { readHead } from './headState.ts';

/** Unseen sequences: enough for a share of 0.99, few enough to be quick. */
export const test = { batches: 1, batchSize: 128 };

/** Milliseconds between reports to the page. */
const reportEvery = 200;

interface RaceOptions {
  /** Train no further what is solved. */
  readonly stop: boolean;
  readonly gate: Gate;
  readonly team: Team;
  readonly post: (event: TrainingEvent) => void;
  readonly memory: () => MemoryReport;
  /** Where runs that were trained before stood. */
  readonly from?: Standing;
}

interface Racer {
  readonly number: number;
  readonly run: TrainingRun;
  /** Steps that were done before. */
  readonly begun: number;
  /** Everything since the first step. */
  readonly allPoints: Point[];
  readonly scores: Score[];
  /** Since the last report. */
  points: Point[];
  finished: boolean;
}

/** Trains one run, or two in turn, step by step, and reports. */
export class Race {
  readonly #racers: readonly Racer[];
  readonly #options: RaceOptions;
  /** Milliseconds of all steps, and of those after each racer's first. */
  #trained = 0;
  #later = 0;
  #lastReport = 0;

  constructor(runs: readonly TrainingRun[], options: RaceOptions) {
    const { from } = options;
    this.#racers = runs.map((run, number) => {
      const { points = [], scores = [], finished = false } = from?.racers[number] ?? {};
      const own = { points: [], allPoints: [...points], scores: [...scores] };
      return { number, run, begun: run.step, ...own, finished: finished || run.step >= run.settings.steps };
    });
    this.#options = options;
    this.#trained = from?.milliseconds ?? 0;
  }

  async run(): Promise<void> {
    for (;;) {
      const going = this.#racers.filter(({ finished }) => !finished);
      if (going.length === 0) return;
      for (const racer of going) {
        await this.#options.gate.pass(() => this.#rest());
        const started = performance.now();
        await this.#advance(racer);
        const duration = performance.now() - started;
        this.#trained += duration;
        // The first step compiles shaders, and says nothing about the next.
        if (racer.run.step > racer.begun + 1) this.#later += duration;
      }
      if (performance.now() - this.#lastReport >= reportEvery) this.#report();
    }
  }

  /** Where everything stands, between two steps. */
  async standing(): Promise<Standing> {
    const racers: RacerStanding[] = [];
    for (const { run, allPoints, scores, finished } of this.#racers) {
      racers.push({ file: await run.checkpoint(), points: [...allPoints], scores: [...scores], finished });
    }
    return { racers, milliseconds: this.#trained };
  }

  async #advance(racer: Racer): Promise<void> {
    const { run, points } = racer;
    const { team, gate } = this.#options;
    const { signal } = gate;
    const onStep = ({ step, loss, learningRate }: Point): void => {
      points.push({ step, loss, learningRate });
      racer.allPoints.push({ step, loss, learningRate });
    };
    await run.train({ until: run.step + 1, signal, onStep, team });
    const { steps } = run.settings;
    const every = testEvery(steps);
    if (run.step % every !== 0 && run.step !== steps) return;
    const evaluation = await run.evaluate({ ...test, signal });
    const score = { step: run.step, ...evaluation, memory: this.#options.memory() };
    racer.scores.push(score);
    const state = await readHead(run);
    racer.finished = run.step === steps || (this.#options.stop && isSolved(evaluation));
    this.#report({ racer: racer.number, score, ...(state && { state }) });
  }

  /** Reports the points since the last time, and what else there is of one racer. */
  #report(more?: RacerReport): void {
    const reports = this.#racers.map(({ number, points }): RacerReport => {
      return { ...(more?.racer === number && more), racer: number, points };
    });
    for (const racer of this.#racers) racer.points = [];
    this.#lastReport = performance.now();
    const [done, all] = [sum(this.#racers, ({ run }) => run.step), sum(this.#racers, ({ run }) => run.settings.steps)];
    const timed = sum(this.#racers, ({ run, begun }) => Math.max(0, run.step - begun - 1));
    const remaining = timed > 0 ? (this.#later / timed) * (all - done) : null;
    this.#options.post({ type: 'progress', reports, fraction: done / all, milliseconds: this.#trained, remaining });
  }

  /** Nothing is under way: what is known is reported first. */
  #rest(): void {
    this.#report();
    this.#options.post({ type: 'paused' });
  }
}

/** Steps between two tests: about twenty tests a run, and more of a long one. */
export function testEvery(steps: number): number {
  return Math.max(1, Math.min(25, Math.round(steps / 20)));
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
