import { openSession } from '@vla/kernels';
import { TrainingRun } from '@vla/kernels/training';
import type { ExperimentEntry, KeptParts } from '../../src/lib/experiment.ts';
import { canonicalJson } from '../../src/lib/recording/canonical.ts';
import { startBackend } from '../../src/lib/training/backend.ts';
import type { Candidate, CandidateResult } from '../../src/lib/training/recipe.ts';

/** Models of one size that a recording trains. */
export interface PlannedGroup {
  readonly candidate: Candidate;
  readonly runs: number;
  /** Runs that are there already. */
  readonly kept: number;
  /** Seconds that the processor takes for a step, on one core. */
  readonly stepSeconds: number;
  /** Of the runs that are not there, if none ends early. */
  readonly hours: number;
}

/** Every model that recording an experiment trains: it is run with nothing trained, and notes what it asks for. */
export async function candidatesOf({ definition, loadCompute }: ExperimentEntry): Promise<Candidate[]> {
  const asked = new Map<string, Candidate>();
  const read = (part: object): CandidateResult => {
    const candidate = part as Candidate;
    asked.set(canonicalJson(candidate), candidate);
    const scores = candidate.tests.map(({ sequences }) => ({
      ...{ loss: 1, accuracy: 0, exactMatch: 0, answers: new Array<number>(sequences).fill(0) },
    }));
    return { steps: candidate.recipe.steps, losses: [1], curve: [], scores };
  };
  const compute = await loadCompute();
  await compute({
    ...{ config: definition.config, seed: definition.seed, runtime: await openSession({ backend: 'cpu' }) },
    signal: new AbortController().signal,
    onProgress: () => undefined,
    kept: { read, write: () => undefined },
  });
  return [...asked.values()];
}

/** What a recording will take at most, from steps that are measured here and now. */
export async function planOf(
  entry: ExperimentEntry,
  kept: Pick<KeptParts, 'read'>,
  secondsOf: (candidate: Candidate) => Promise<number> = measuredStep,
): Promise<PlannedGroup[]> {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of await candidatesOf(entry)) {
    const { recipe, mixer } = candidate;
    const { tasks, model, batchSize, steps } = recipe;
    const key = canonicalJson({ tasks, model, batchSize, steps, mixer });
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  const planned: PlannedGroup[] = [];
  for (const candidates of groups.values()) {
    const [candidate] = candidates as [Candidate, ...Candidate[]];
    const there = candidates.filter((one) => kept.read(one) !== undefined).length;
    const stepSeconds = await secondsOf(candidate);
    const hours = ((candidates.length - there) * candidate.recipe.steps * stepSeconds) / 3600;
    planned.push({ candidate, runs: candidates.length, kept: there, stepSeconds, hours });
  }
  return planned;
}

/** Steps that are measured of each task, after one that makes everything. */
const measuredSteps = 3;

/** Processor time of a step of training, in WebAssembly. Time on the wall says little where others compute, too. */
async function measuredStep({ recipe, mixer, learningRate, seed }: Candidate): Promise<number> {
  await startBackend('wasm');
  const [task, ...otherTasks] = recipe.tasks as [Candidate['recipe']['tasks'][number]];
  const { steps, batchSize } = recipe;
  const training = { steps, batchSize, learningRate };
  const run = new TrainingRun({ task, otherTasks, model: { ...recipe.model, mixer }, training, seed });
  const each = recipe.tasks.length;
  try {
    await run.train({ until: each });
    const before = process.cpuUsage();
    await run.train({ until: each * (1 + measuredSteps) });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6 / (each * measuredSteps);
  } finally {
    run.dispose();
  }
}

/** A line for each group, and their sum. */
export function planText(groups: readonly PlannedGroup[]): string {
  const rows = groups.map(({ candidate, runs, kept, stepSeconds, hours }) => {
    const { mixer, recipe } = candidate;
    const { preset, convolution, heads } = recipe.model;
    const form = [preset, convolution && `convolution ${convolution}`, heads && `${heads} heads`].filter(Boolean);
    const tasks = recipe.tasks
      .map(({ name, settings }) => [name, ...Object.values(settings ?? {})].join(' '))
      .join('; ');
    const left = `${runs} runs${kept > 0 ? `, ${kept} of them there` : ''}, at most ${recipe.steps} steps`;
    const cost = `${stepSeconds.toFixed(3)} s a step, at most ${hours.toFixed(2)} h`;
    return `${[mixer, ...form].join(', ')} on ${tasks}: ${left}, ${cost}`;
  });
  const hours = groups.reduce((sum, group) => sum + group.hours, 0);
  return [
    ...rows,
    `At most ${hours.toFixed(1)} h of one core, without looks and tests; runs that are solved end early.`,
  ].join('\n');
}
