import { DeviceError } from '@vla/kernels';
import { taskOf } from '@vla/kernels/tasks';
import { TrainingRun, evaluate } from '@vla/kernels/training';
import { answersTo } from './answers.ts';
import type { Candidate, CandidateResult, Followed, Score } from './recipe.ts';
import { solvedLoss, testBatch, window } from './recipe.ts';

export interface CandidateArguments {
  readonly candidate: Candidate;
  readonly signal: AbortSignal;
  /** Called with the share of the steps that are done. */
  readonly onProgress: (fraction: number) => void;
  /** Where it is stored on the way, so that it continues from there to the same last bit. Default: nowhere. */
  readonly store?: CandidateStore;
}

/** A run on its way. */
export interface UnfinishedCandidate extends Pick<CandidateResult, 'losses' | 'curve'> {
  readonly checkpoint: Uint8Array;
}

export interface CandidateStore {
  /** What was written last, or null. */
  readonly read: () => UnfinishedCandidate | null;
  readonly write: (unfinished: UnfinishedCandidate) => void;
}

/** Steps from one storing to the next, a multiple of {@link window}: what an interruption costs at most. */
const storedEvery = 100;

/** Trains one model on tfjs's active backend and tests it. */
export async function trainCandidate(args: CandidateArguments): Promise<CandidateResult> {
  const { candidate, signal, store } = args;
  const { recipe, mixer, learningRate, seed } = candidate;
  const [task, ...otherTasks] = recipe.tasks;
  const earlier = store?.read();
  const run = earlier
    ? TrainingRun.resume(earlier.checkpoint)
    : new TrainingRun({
        task,
        otherTasks,
        model: { ...recipe.model, mixer },
        training: { steps: recipe.steps, batchSize: recipe.batchSize, learningRate },
        seed,
      });
  try {
    const trained = await trainToEnd(run, { ...args, earlier });
    return { ...trained, scores: await testScores(run, candidate, signal) };
  } finally {
    run.dispose();
  }
}

/** Until the run is solved or all its steps are done; where it is followed, what it says of solved is what counts. */
async function trainToEnd(
  run: TrainingRun,
  { candidate, signal, onProgress, store, earlier }: CandidateArguments & { earlier?: UnfinishedCandidate | null },
): Promise<Omit<CandidateResult, 'scores'>> {
  const { followed, until = Infinity } = candidate.recipe;
  const steps = Math.min(run.settings.steps, until);
  const losses = [...(earlier?.losses ?? [])];
  const curve = [...(earlier?.curve ?? [])];
  const so = (): Omit<CandidateResult, 'scores'> => ({ steps: run.step, losses, ...(followed && { curve }) });
  const isSolved = (): boolean => (followed ? isSolvedAt(curve, followed) : losses.at(-1)! < solvedLoss);
  while (run.step < steps && !isSolved()) {
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
      return { ...so(), diverged: true };
    }
    losses.push(sum / count);
    if (followed && run.step % followed.every === 0) curve.push(await lookAt(run, followed, signal));
    if (store && run.step % storedEvery === 0 && run.step < steps) {
      store.write({ checkpoint: await run.checkpoint(), losses, curve });
    }
  }
  return { ...so(), ...(followed && isSolved() && { solved: true }) };
}

/** A single look may be luck. */
function isSolvedAt(curve: readonly { readonly accuracy: number }[], { solved = Infinity }: Followed): boolean {
  const last = curve.slice(-looksInARow);
  return last.length === looksInARow && last.every(({ accuracy }) => accuracy >= solved);
}

const looksInARow = 2;

/** How the run does where it stands. */
async function lookAt(run: TrainingRun, { sequences }: Followed, signal: AbortSignal) {
  const batches = Math.ceil(sequences / testBatch);
  const { accuracy } = await run.evaluate({ split: 'validation', batches, batchSize: testBatch, signal });
  return { step: run.step, accuracy };
}

async function testScores({ model }: TrainingRun, { tests, seed }: Candidate, signal: AbortSignal): Promise<Score[]> {
  const scores: Score[] = [];
  for (const { name, settings, sequences, stream = { split: 'test' as const, seed }, keepsAnswers } of tests) {
    const batches = Math.ceil(sequences / testBatch);
    const asked = { model, task: taskOf(name, settings), ...stream, batches, batchSize: testBatch, signal };
    const { loss, accuracy, exactMatch } = await evaluate(asked);
    scores.push({ loss, accuracy, exactMatch, ...(keepsAnswers && { answers: await answersTo(asked) }) });
  }
  return scores;
}
