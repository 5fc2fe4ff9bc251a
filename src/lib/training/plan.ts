import type { Session } from '@vla/kernels';
import { TrainingRun } from '@vla/kernels/training';
import type { ComputeArguments } from '../experiment.ts';
import { canonicalJson } from '../recording/canonical.ts';
import { trainOn } from './backend.ts';
import type { Candidate, CandidateResult } from './recipe.ts';

/** A run of an experiment in its recorded setting. */
export type RecordedRun = (surroundings: Omit<ComputeArguments<never>, 'config' | 'seed'>) => Promise<unknown>;

/** Every model that recording an experiment trains: it is run with nothing trained, and notes what it asks for. */
export async function candidatesOf(run: RecordedRun, runtime: Session): Promise<Candidate[]> {
  const asked = new Map<string, Candidate>();
  const read = (part: object): CandidateResult => {
    const candidate = part as Candidate;
    asked.set(canonicalJson(candidate), candidate);
    const scores = candidate.tests.map(({ sequences }) => ({
      ...{ loss: 1, accuracy: 0, exactMatch: 0, answers: new Array<number>(sequences).fill(0) },
    }));
    return { steps: candidate.recipe.steps, losses: [1], curve: [], scores };
  };
  await run({
    ...{ runtime, signal: new AbortController().signal, onProgress: () => undefined },
    kept: { read, write: () => undefined },
  });
  return [...asked.values()];
}

/** Candidates whose steps take equally long: they differ in seed, learning rate and tests. */
export function sortsOf(candidates: readonly Candidate[]): [Candidate, ...Candidate[]][] {
  const sorts = new Map<string, [Candidate, ...Candidate[]]>();
  for (const candidate of candidates) {
    const key = sortOf(candidate);
    const others = sorts.get(key);
    if (others) others.push(candidate);
    else sorts.set(key, [candidate]);
  }
  return [...sorts.values()];
}

/** What decides how long a step takes. */
export function sortOf({ recipe: { tasks, model, batchSize, steps }, mixer }: Candidate): string {
  return canonicalJson({ tasks, model, batchSize, steps, mixer });
}

/** From this many seconds a first step is as good as a later one: what it prepares is a small part of it. */
const long = 10;

/**
 * Seconds of a step of training where the session computes, over some steps of each task after one that makes everything.
 * It is processor time where that can be known: time on the wall says little where others compute, too.
 */
export async function measuredStep(candidate: Candidate, runtime: Session, timed = 3): Promise<number> {
  await trainOn(runtime);
  const { recipe, mixer, learningRate, seed } = candidate;
  const [task, ...otherTasks] = recipe.tasks as [Candidate['recipe']['tasks'][number]];
  const { steps, batchSize } = recipe;
  const training = { steps, batchSize, learningRate };
  const run = new TrainingRun({ task, otherTasks, model: { ...recipe.model, mixer }, training, seed });
  const each = recipe.tasks.length;
  const secondsUntil = async (step: number): Promise<number> => {
    const before = secondsNow();
    await run.train({ until: step });
    return secondsNow() - before;
  };
  try {
    const first = (await secondsUntil(each)) / each;
    return first >= long ? first : (await secondsUntil(each * (1 + timed))) / (each * timed);
  } finally {
    run.dispose();
  }
}

/** What this process has taken of the processor, or, in a browser, what the clock says. */
function secondsNow(): number {
  const usage = globalThis.process?.cpuUsage?.();
  return usage ? (usage.user + usage.system) / 1e6 : performance.now() / 1000;
}
