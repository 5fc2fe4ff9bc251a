import type { Stage, StagedEntrant } from './data.ts';

/** Standard errors of a coin's accuracy by which a run has to be above every floor. */
const clear = 3;

/** The accuracy above which a run has left the floor of a stage: the best of the rules that count, and three standard errors of a coin. */
export function border({ rules, sequences }: Pick<Stage, 'rules' | 'sequences'>): number {
  const floors = rules.filter(({ isFloor }) => isFloor).map(({ accuracy }) => accuracy);
  return Math.max(...floors) + clear * Math.sqrt(0.25 / sequences);
}

/** How many runs left the floor of a stage. Whoever diverged before its end did not. */
export function leftFloor(stage: Pick<Stage, 'rules' | 'sequences'>, at: number, { runs }: StagedEntrant): number {
  return runs.filter(({ stages }) => (stages[at]?.accuracy ?? 0) > border(stage)).length;
}
