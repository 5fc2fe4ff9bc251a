import { DeviceError } from '@vla/kernels';
import type { MixerName } from '@vla/kernels/model';
import { taskOf } from '@vla/kernels/tasks';
import type { TaskChoice, TaskMaker } from '@vla/kernels/training';
import { TrainingRun, evaluate } from '@vla/kernels/training';
import type { Recipe } from './recipe.ts';
import { testBatch } from './recipe.ts';

/** A model that is trained on tasks over one vocabulary one after the other. Plain data: it decides what comes out, up to the backend's rounding. */
export interface StagedCandidate {
  /** Each as long as the others. Weights are handed on; the optimiser, its warm-up and the fall of the rate begin anew. */
  readonly stages: readonly TaskChoice[];
  /** Everything but the mixer. */
  readonly model: Recipe['model'];
  readonly batchSize: number;
  /** Of each stage. */
  readonly steps: number;
  /** Steps from one look at the stage's validation stream to the next, and the sequences that are looked at. */
  readonly followed: { readonly every: number; readonly sequences: number };
  /** The test of each stage, looked at once, when the stage is over: so many sequences of the test stream of a seed. */
  readonly tested: { readonly sequences: number; readonly seed: number };
  readonly mixer: MixerName;
  readonly learningRate: number;
  readonly seed: number;
}

/** What a model came to in a stage. */
export interface StageResult {
  readonly curve: readonly { readonly step: number; readonly accuracy: number }[];
  /** Mean cross-entropy on the validation stream at the end, in nats. */
  readonly validationLoss: number;
  /** Share of right answers to the test. */
  readonly accuracy: number;
}

export interface StagedResult {
  /** Fewer than the candidate's where the run diverged: a stage that was not finished is left out. */
  readonly stages: readonly StageResult[];
  readonly diverged?: true;
}

interface Surroundings {
  readonly signal: AbortSignal;
  /** Called with the share of all steps that are done. */
  readonly onProgress: (fraction: number) => void;
  /** Makes tasks that are of files, once they are loaded. */
  readonly makeTask?: TaskMaker;
}

/** Trains one model through its stages on tfjs's active backend. */
export async function trainStages(candidate: StagedCandidate, surroundings: Surroundings): Promise<StagedResult> {
  const stages: StageResult[] = [];
  let before: TrainingRun | null = null;
  try {
    for (const [i, task] of candidate.stages.entries()) {
      const onProgress = (fraction: number): void => surroundings.onProgress((i + fraction) / candidate.stages.length);
      const run: TrainingRun = begin(candidate, task, surroundings.makeTask);
      if (before) handOn(before, run);
      before?.dispose();
      before = run;
      const result = await trainStage(run, candidate, { ...surroundings, onProgress });
      if (!result) return { stages, diverged: true };
      stages.push(result);
    }
    return { stages };
  } finally {
    before?.dispose();
  }
}

function begin(candidate: StagedCandidate, task: TaskChoice, makeTask?: TaskMaker): TrainingRun {
  const { model, mixer, steps, batchSize, learningRate, seed } = candidate;
  return new TrainingRun(
    { task, model: { ...model, mixer }, training: { steps, batchSize, learningRate }, seed },
    { makeTask },
  );
}

/** Gives a new run the weights of another. */
function handOn(from: TrainingRun, to: TrainingRun): void {
  to.model.parameters.forEach(({ variable }, i) => variable.assign(from.model.parameters[i].variable));
}

/** Null where a number is not finite any more. */
async function trainStage(
  run: TrainingRun,
  { followed, tested }: StagedCandidate,
  { signal, onProgress, makeTask = taskOf }: Surroundings,
): Promise<StageResult | null> {
  const { steps } = run.settings;
  const curve: { step: number; accuracy: number }[] = [];
  const batches = (sequences: number): number => Math.ceil(sequences / testBatch);
  const look = () =>
    run.evaluate({ split: 'validation', batches: batches(followed.sequences), batchSize: testBatch, signal });
  let last = { loss: Number.POSITIVE_INFINITY, accuracy: 0 };
  while (run.step < steps) {
    try {
      const onStep = ({ step }: { step: number }): void => onProgress(step / steps);
      await run.train({ until: Math.min(steps, run.step + followed.every), signal, onStep });
    } catch (error) {
      if (error instanceof DeviceError && error.fault === 'non-finite') return null;
      throw error;
    }
    last = await look();
    curve.push({ step: run.step, accuracy: last.accuracy });
  }
  const { model, task } = run;
  const { accuracy } = await evaluate({
    ...{ model, task: makeTask(task.name, task.settings), split: 'test', seed: tested.seed },
    ...{ batches: batches(tested.sequences), batchSize: testBatch, signal },
  });
  return { curve, validationLoss: last.loss, accuracy };
}
