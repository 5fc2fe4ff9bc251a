import type { Session } from '@vla/kernels';
import type { ExperimentEntry, KeptParts } from '../../src/lib/experiment.ts';
import { candidatesOf, measuredStep, sortsOf } from '../../src/lib/training/plan.ts';
import type { Candidate } from '../../src/lib/training/recipe.ts';

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

/** What a recording will take at most, from steps that are measured here and now. */
export async function planOf(
  { definition: { config, seed }, loadCompute }: ExperimentEntry,
  { runtime, kept }: { readonly runtime: Session; readonly kept: Pick<KeptParts, 'read'> },
  secondsOf: (candidate: Candidate) => Promise<number> = (candidate) => measuredStep(candidate, runtime),
): Promise<PlannedGroup[]> {
  const compute = await loadCompute();
  const all = await candidatesOf((surroundings) => compute({ config, seed, ...surroundings }), runtime);
  const planned: PlannedGroup[] = [];
  for (const candidates of sortsOf(all)) {
    const [candidate] = candidates;
    const there = candidates.filter((one) => kept.read(one) !== undefined).length;
    const stepSeconds = await secondsOf(candidate);
    const hours = ((candidates.length - there) * candidate.recipe.steps * stepSeconds) / 3600;
    planned.push({ candidate, runs: candidates.length, kept: there, stepSeconds, hours });
  }
  return planned;
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
