import { DeviceError } from '@vla/kernels';
import type { Split, Task } from '@vla/kernels/tasks';
import { batchAt, taskOf } from '@vla/kernels/tasks';
import type { RunOptions, TaskChoice } from '@vla/kernels/training';
import { TrainingRun } from '@vla/kernels/training';
import { answersTo } from '../../lib/training/answers.ts';
import { testBatch } from '../../lib/training/recipe.ts';
import type { Look, TrackedRun } from './data.ts';

/** Sequences of a stream that are asked about after every token. */
export interface Asked {
  readonly split: Split;
  readonly seed: number;
  readonly sequences: number;
}

/** All that decides a run, as plain data. */
export interface TrackedPart {
  readonly options: RunOptions;
  /** What is asked about, longer than what is trained on. */
  readonly asked: TaskChoice;
  readonly longestTrained: number;
  readonly look: Asked & { readonly every: number; readonly solvedAccuracy: number };
  readonly test: Asked;
}

interface Surroundings {
  readonly signal: AbortSignal;
  /** Called with the share of the steps that are done. */
  readonly onProgress: (fraction: number) => void;
}

/** Trains a model on tfjs's active backend until it is solved or all its steps are done, and tests it. */
export async function trainTracked(part: TrackedPart, { signal, onProgress }: Surroundings): Promise<TrackedRun> {
  const { look, test } = part;
  const task = taskOf(part.asked.name, part.asked.settings);
  const run = new TrainingRun(part.options);
  const curve: Look[] = [];
  const isRight = (one: Look | undefined): boolean => one !== undefined && one.beyond >= look.solvedAccuracy;
  const isSolved = (): boolean => isRight(curve.at(-1)) && isRight(curve.at(-2));
  let diverged = false;
  try {
    const { steps } = run.settings;
    while (run.step < steps && !isSolved() && !diverged) {
      const until = Math.min(steps, run.step + look.every);
      try {
        await run.train({ until, signal, onStep: ({ step }) => onProgress(step / steps) });
      } catch (error) {
        if (!(error instanceof DeviceError && error.fault === 'non-finite')) throw error;
        diverged = true;
      }
      curve.push({ step: run.step, ...shares(await rightAnswers(run, task, { ...look, signal }), part) });
    }
    return {
      steps: run.step,
      ...(isSolved() && { solved: true as const }),
      ...(diverged && { diverged: true as const }),
      curve,
      right: await rightAnswers(run, task, { ...test, signal }),
      sequences: test.sequences,
    };
  } finally {
    run.dispose();
  }
}

/** The share of right answers at the tokens up to the longest length trained on, and at those after it. */
function shares(
  right: readonly number[],
  { longestTrained, look }: Pick<TrackedPart, 'longestTrained' | 'look'>,
): Pick<Look, 'within' | 'beyond'> {
  const share = (part: readonly number[]): number =>
    part.reduce((sum, one) => sum + one, 0) / (part.length * look.sequences);
  return { within: share(right.slice(0, longestTrained)), beyond: share(right.slice(longestTrained)) };
}

/** How many of the sequences are answered right after each number of tokens. */
async function rightAnswers(
  { model }: TrainingRun,
  task: Task,
  { split, seed, sequences, signal }: Asked & { readonly signal: AbortSignal },
): Promise<number[]> {
  const batches = sequences / testBatch;
  const given = await answersTo({ model, task, split, seed, batches, batchSize: testBatch, signal });
  const right = new Array<number>(task.length).fill(0);
  for (let index = 0; index < batches; index++) {
    const { targets } = batchAt({ task, split, seed, index, size: testBatch });
    const first = index * targets.length;
    targets.forEach((target, place) => {
      if (given[first + place] === target) right[place % task.length]++;
    });
  }
  return right;
}
