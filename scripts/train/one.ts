import { readFile, rename, writeFile } from 'node:fs/promises';
import { getBackend } from '@tensorflow/tfjs-core';
import { ArgumentError } from '@vla/kernels';
import type { ParameterCounts } from '@vla/kernels/model';
import { TrainingRun, checkRun, storedTasks, workersFor } from '@vla/kernels/training';
import type { Evaluation, RunOptions, StepReport, TaskMaker, Team } from '@vla/kernels/training';
import { openTeam } from '../threads/team.ts';
import { choicesOf, loadData, withTasks } from './data.ts';

/** A run to be trained to its end: from its options, or from where its file has it. Plain data. */
export interface OneRun {
  readonly options: RunOptions | null;
  /** Where the run is kept, if it is. */
  readonly file: string | null;
  /** Folder of the files that its task is made of, if it is. */
  readonly data: string | null;
  /** Steps between evaluations, which are also when it is stored. */
  readonly every: number;
  /** Threads that train it, or null for as many as are fastest. */
  readonly workers: number | null;
  /** Cores that it may use where it may choose. */
  readonly cores: number;
}

export interface RunReports {
  readonly signal: AbortSignal;
  readonly onNote: (text: string) => void;
  readonly onStart: (start: { readonly step: number; readonly steps: number; readonly title: string }) => void;
  readonly onStep: (report: Pick<StepReport, 'step' | 'loss' | 'remaining'>) => void;
  readonly onScore: (score: { readonly step: number } & Evaluation) => void;
}

/** What became of it. Plain data. */
export interface Trained {
  readonly options: RunOptions;
  readonly parameters: ParameterCounts;
  readonly backend: string;
  readonly workers: number;
  readonly seconds: number;
  readonly step: number;
  readonly stopped: boolean;
  readonly curve: readonly Pick<StepReport, 'step' | 'loss' | 'learningRate' | 'gradientNorm'>[];
  readonly evaluations: readonly ({ readonly step: number } & Evaluation)[];
}

/** Trains a run on tfjs's active backend. One that is stopped is stored first. */
export async function trainOne(one: OneRun, reports: RunReports): Promise<Trained> {
  const { run, makeTask } = await begin(one);
  let team: Team | null = null;
  try {
    const workers = workersOf(one, run, makeTask);
    noteInexact(run, workers, reports.onNote);
    team = await openTeam(workers);
    return await trainAll(run, team, one, reports);
  } finally {
    team?.close();
    run.dispose();
  }
}

/** A new run, or where its file has it. */
async function begin({ options, file, data }: OneRun): Promise<{ run: TrainingRun; makeTask: TaskMaker }> {
  if (options) {
    const { choices, makeTask } = await loadData(choicesOf(options), data);
    return { run: new TrainingRun(withTasks(options, choices), { makeTask }), makeTask };
  }
  const stored = await readFile(file!);
  const { makeTask } = await loadData(storedTasks(stored), data);
  return { run: TrainingRun.resume(stored, { makeTask }), makeTask };
}

/** As many as are asked for; else as a stored run was trained with, so that it continues exactly; else as many as are fastest. */
function workersOf({ workers, cores }: OneRun, run: TrainingRun, makeTask: TaskMaker): number {
  if (getBackend() === 'webgpu') return workers ?? 1;
  if (workers === null) return run.step > 0 ? run.workers : workersFor(checkRun(run.options, makeTask), cores);
  const { batchSize } = run.settings;
  if (workers <= batchSize) return workers;
  throw new ArgumentError('--workers', `was ${workers}; expected at most ${batchSize}, the sequences of a step`);
}

function noteInexact(run: TrainingRun, workers: number, onNote: RunReports['onNote']): void {
  if (run.step === 0) return;
  const backend = getBackend();
  if (run.resumedFrom !== backend) {
    onNote(
      `The run was stored on tfjs’s backend “${run.resumedFrom}”; on “${backend}” it continues, but not to the same last bit.`,
    );
  }
  if (run.workers !== workers) {
    onNote(`The run was stored by ${run.workers} workers; with ${workers} it continues, but not to the same last bit.`);
  }
}

async function trainAll(run: TrainingRun, team: Team, { file, every }: OneRun, reports: RunReports): Promise<Trained> {
  const { signal, onStart, onStep, onScore } = reports;
  const started = performance.now();
  const curve: Trained['curve'][number][] = [];
  const evaluations: Trained['evaluations'][number][] = [];
  const { steps } = run.settings;
  const { mixer, seed } = run.model.config;
  const rate = run.settings.learningRate;
  onStart({
    step: run.step,
    steps,
    title: `${run.task.name}, ${mixer}, rate ${rate}, seed ${seed}, ${run.model.parameterCounts.total} parameters, ${team.workers} ${team.workers === 1 ? 'worker' : 'workers'}`,
  });

  async function store(): Promise<void> {
    if (!file) return;
    // A run that is killed while it writes keeps the checkpoint before.
    await writeFile(`${file}.new`, await run.checkpoint());
    await rename(`${file}.new`, file);
  }

  try {
    // A stored run that is at its end is evaluated once more.
    do {
      const until = Math.min(steps, (Math.floor(run.step / every) + 1) * every);
      await run.train({
        ...{ until, signal, team },
        onStep({ step, loss, learningRate, gradientNorm, remaining }) {
          curve.push({ step, loss, learningRate, gradientNorm });
          onStep({ step, loss, remaining });
        },
      });
      const score = { step: run.step, ...(await run.evaluate()) };
      evaluations.push(score);
      onScore(score);
      await store();
    } while (run.step < steps);
  } catch (error) {
    if (!signal.aborted) throw error;
    await store();
  }
  return {
    options: run.options,
    parameters: run.model.parameterCounts,
    backend: getBackend(),
    workers: team.workers,
    seconds: (performance.now() - started) / 1000,
    step: run.step,
    stopped: signal.aborted,
    curve,
    evaluations,
  };
}
