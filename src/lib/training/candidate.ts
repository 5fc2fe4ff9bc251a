import { DeviceError } from '@vla/kernels';
import { taskOf } from '@vla/kernels/tasks';
import { TrainingRun, evaluate } from '@vla/kernels/training';
import type { Candidate, CandidateResult, Score } from './recipe.ts';
import { solvedLoss, window } from './recipe.ts';

export interface CandidateArguments {
  readonly candidate: Candidate;
  readonly signal: AbortSignal;
  /** Called with the share of the steps that are done. */
  readonly onProgress: (fraction: number) => void;
}

/** Trains one model on tfjs's active backend and tests it. */
export async function trainCandidate({ candidate, signal, onProgress }: CandidateArguments): Promise<CandidateResult> {
  const { recipe, mixer, learningRate, seed } = candidate;
  const [task, ...otherTasks] = recipe.tasks;
  const run = new TrainingRun({
    task,
    otherTasks,
    model: { ...recipe.model, mixer },
    training: { steps: recipe.steps, batchSize: recipe.batchSize, learningRate },
    seed,
  });
  try {
    const trained = await trainUntilSolved(run, { signal, onProgress });
    return { ...trained, scores: await testScores(run, candidate, signal) };
  } finally {
    run.dispose();
  }
}

async function trainUntilSolved(
  run: TrainingRun,
  { signal, onProgress }: Pick<CandidateArguments, 'signal' | 'onProgress'>,
): Promise<Omit<CandidateResult, 'scores'>> {
  const { steps } = run.settings;
  const losses: number[] = [];
  while (run.step < steps && !(losses.at(-1)! < solvedLoss)) {
    let [sum, count] = [0, 0];
    try {
      await run.train({
        until: Math.min(steps, run.step + window),
        signal,
        onStep({ step, loss }) {
          sum += loss;
          count += 1;
          onProgress(step / steps);
        },
      });
    } catch (error) {
      if (!(error instanceof DeviceError && error.fault === 'non-finite')) throw error;
      return { steps: run.step, losses, diverged: true };
    }
    losses.push(sum / count);
  }
  return { steps: run.step, losses };
}

/** Sequences that are tested at a time. */
const testBatch = 16;

async function testScores({ model }: TrainingRun, { tests, seed }: Candidate, signal: AbortSignal): Promise<Score[]> {
  const scores: Score[] = [];
  for (const { name, settings, sequences } of tests) {
    const batches = Math.ceil(sequences / testBatch);
    const task = taskOf(name, settings);
    const { loss, accuracy, exactMatch } = await evaluate({ model, task, seed, batches, batchSize: testBatch, signal });
    scores.push({ loss, accuracy, exactMatch });
  }
  return scores;
}
