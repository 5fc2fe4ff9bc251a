import type { SizedData, SizedEntrant, SizedRun } from './data.ts';
import type { EntrantName } from './entrants.ts';

/** The runs of an entrant at a size of the task; none where it was not trained for them. */
export const runsAt = ({ points }: SizedEntrant, size: number): readonly SizedRun[] =>
  points.find((point) => point.size === size)?.runs ?? [];

export const accuraciesAt = (entrant: SizedEntrant, size: number): number[] =>
  runsAt(entrant, size).map(({ accuracy }) => accuracy);

export const entrantIn = ({ entrants }: SizedData, name: EntrantName): SizedEntrant | null =>
  entrants.find((entrant) => entrant.name === name) ?? null;

/** How accurate a run was after so many steps: one that has ended stays where it was. */
export function accuracyAfter({ curve }: SizedRun, step: number): number {
  const before = curve.filter((look) => look.step <= step);
  return before.at(-1)?.accuracy ?? 0;
}

/** How much a run that was not solved still gained in the last fifth of its steps. What is solved has nothing to gain. */
export function lateGain(run: SizedRun): number {
  if (run.solved || run.curve.length === 0) return 0;
  const last = run.curve.at(-1)!;
  return last.accuracy - accuracyAfter(run, 0.8 * last.step);
}
