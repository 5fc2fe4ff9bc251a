import type { Compute } from '../../lib/experiment.ts';
import { pause } from '../../lib/compute/pause.ts';
import { canonicalJson } from '../../lib/recording/canonical.ts';
import { candidatesOf, measuredStep, sortOf, sortsOf } from '../../lib/training/plan.ts';
import type { Candidate } from '../../lib/training/recipe.ts';
import type { Config } from './definition.ts';
import { labels, type PartName } from './partIds.ts';
import { recordedRuns } from './parts.ts';

/** Models of a part whose steps take equally long. */
export interface PlannedModels {
  readonly mixer: string;
  /** Trainings, less those that an earlier part has. */
  readonly runs: number;
  /** Most steps of each, and their sequences. */
  readonly steps: number;
  readonly batchSize: number;
  readonly stepSeconds: number;
}

export interface PlannedPart {
  readonly name: PartName;
  /** Trainings of this part that an earlier one has. */
  readonly shared: number;
  readonly models: readonly PlannedModels[];
}

export interface Data {
  readonly parts: readonly PlannedPart[];
  /** Set where each part has all its models. */
  readonly whole?: true;
}

export const compute: Compute<Config, Data> = async ({ config, runtime, signal, onProgress }) => {
  const names = Object.keys(labels) as PartName[];
  const known = new Set<string>();
  const plans: { name: PartName; shared: number; sorts: (readonly [Candidate, ...Candidate[]])[] }[] = [];
  for (const name of config.part === 'all' ? names : [config.part]) {
    const all = await candidatesOf(recordedRuns[name], runtime);
    const fresh = all.filter((candidate) => !known.has(canonicalJson(candidate)));
    for (const candidate of fresh) known.add(canonicalJson(candidate));
    const sorts = sortsOf(fresh);
    plans.push({
      name,
      shared: all.length - fresh.length,
      sorts: config.models === 'first' ? sorts.slice(0, 1) : sorts,
    });
  }
  const count = plans.reduce((sum, { sorts }) => sum + sorts.length, 0);
  const measured = new Map<string, number>();
  let done = 0;
  const secondsOf = async (candidate: Candidate): Promise<number> => {
    const key = sortOf(candidate);
    const seconds = measured.get(key) ?? (await measuredStep(candidate, runtime, config.timed));
    measured.set(key, seconds);
    return seconds;
  };
  const parts: PlannedPart[] = [];
  for (const { name, shared, sorts } of plans) {
    const models: PlannedModels[] = [];
    for (const sort of sorts) {
      await pause(signal);
      onProgress({ fraction: done++ / count, message: `a few steps of ${labels[name]}` });
      const { mixer, recipe } = sort[0];
      const { steps, batchSize } = recipe;
      models.push({ mixer, runs: sort.length, steps, batchSize, stepSeconds: await secondsOf(sort[0]) });
    }
    parts.push({ name, shared, models });
  }
  return { parts, ...(config.models === 'all' && { whole: true as const }) };
};
