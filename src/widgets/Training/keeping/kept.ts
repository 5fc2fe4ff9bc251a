import type { RacerStanding, Standing } from '../protocol.ts';
import type { TrainingSetting } from '../setting.ts';

/** A training that can be continued. Plain data, as a browser keeps it. */
export interface KeptTraining extends Standing {
  /** Of this form: another version of the site may have another. */
  readonly version: 1;
  readonly setting: TrainingSetting;
  /** When it was kept, in milliseconds since 1970. */
  readonly at: number;
}

/** Steps done and steps in all, of every model together. */
export function stepsOf({ setting, racers }: Pick<KeptTraining, 'setting' | 'racers'>): { done: number; all: number } {
  const done = racers.map(({ points }) => points.at(-1)?.step ?? 0);
  const all = setting.racers.map(({ training }) => training.steps);
  const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);
  return { done: sum(done), all: sum(all) };
}

/** Whether something that a browser gave back is a training of this form. What its files hold is looked at when they are read. */
export function isKept(value: unknown): value is KeptTraining {
  const { version, setting, racers, milliseconds, at } = (value ?? {}) as Partial<KeptTraining>;
  return (
    version === 1 &&
    typeof milliseconds === 'number' &&
    typeof at === 'number' &&
    Array.isArray(setting?.racers) &&
    Array.isArray(racers) &&
    racers.length === setting.racers.length &&
    racers.every(({ file, points, scores }: Partial<RacerStanding>) => {
      return file instanceof Uint8Array && Array.isArray(points) && Array.isArray(scores);
    })
  );
}
