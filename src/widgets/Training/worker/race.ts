import type { Team, TrainingRun } from '@vla/kernels/training';
import type { RacerReport, MemoryReport, Point, TrainingEvent } from '../protocol.ts';
import type { Gate } from './gate.ts';
import { readHead } from './headState.ts';

/** A model that answers this share of unseen sequences without a mistake has solved its task. */
const solved = 0.99;

/** Unseen sequences: enough for a share of 0.99, few enough to be quick. */
const test = { batches: 1, batchSize: 128 };

/** Milliseconds between reports to the page. */
const reportEvery = 200;

interface RaceOptions {
  /** Train no further what is solved. */
  readonly stop: boolean;
  readonly gate: Gate;
  readonly team: Team;
  readonly post: (event: TrainingEvent) => void;
  readonly memory: () => MemoryReport;
}

interface Racer {
  readonly number: number;
  readonly run: TrainingRun;
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
    this.#racers = runs.map((run, number) => ({ number, run, points: [], finished: false }));
    this.#options = options;
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
        if (racer.run.step > 1) this.#later += duration;
      }
      if (performance.now() - this.#lastReport >= reportEvery) this.#report();
    }
  }

  async #advance(racer: Racer): Promise<void> {
    const { run, points } = racer;
    const { team, gate } = this.#options;
    const { signal } = gate;
    const onStep = ({ step, loss, learningRate }: Point): unknown => points.push({ step, loss, learningRate });
    await run.train({ until: run.step + 1, signal, onStep, team });
    const { steps } = run.settings;
    const every = testEvery(steps);
    if (run.step % every !== 0 && run.step !== steps) return;
    const evaluation = await run.evaluate({ ...test, signal });
    const score = { step: run.step, ...evaluation, memory: this.#options.memory() };
    const state = await readHead(run);
    racer.finished = run.step === steps || (this.#options.stop && evaluation.exactMatch >= solved);
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
    const timed = done - this.#racers.length;
    const remaining = timed > 0 ? (this.#later / timed) * (all - done) : null;
    this.#options.post({ type: 'progress', reports, fraction: done / all, milliseconds: this.#trained, remaining });
  }

  /** Nothing is under way: what is known is reported first. */
  #rest(): void {
    this.#report();
    this.#options.post({ type: 'paused' });
  }
}

/** Steps between two tests: about twenty tests a run. */
function testEvery(steps: number): number {
  return Math.max(1, Math.min(25, Math.round(steps / 20)));
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
