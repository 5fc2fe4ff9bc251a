import type { Data, PlannedModels, PlannedPart } from './compute.ts';

/** Trainings of a part that no earlier part has. */
export const runsOf = ({ models }: PlannedPart): number => models.reduce((sum, { runs }) => sum + runs, 0);

/** Most steps of one of its trainings. */
export const stepsOf = ({ models }: PlannedPart): number => Math.max(...models.map(({ steps }) => steps));

export const hoursOfModels = ({ runs, steps, stepSeconds }: PlannedModels): number =>
  (runs * steps * stepSeconds) / 3600;

/** Hours of one core, if no run ends early. */
export const hoursOf = ({ models }: PlannedPart): number => models.reduce((sum, one) => sum + hoursOfModels(one), 0);

/** The same of the models that another measurement has, which may be fewer. */
export function hoursAsIn(part: PlannedPart, { parts }: Data): number | undefined {
  const other = parts.find(({ name }) => name === part.name);
  return other && hoursOf({ ...part, models: part.models.slice(0, other.models.length) });
}
