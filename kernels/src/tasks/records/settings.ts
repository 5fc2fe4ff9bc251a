import { choiceOption } from '../../ops/validation/options.ts';
import { integerSetting } from '../settings.ts';

/** Whether a folder has to have every record that was published, or may have fewer. */
export type Counts = 'published' | 'any';

/** What every task of files can be set to. */
export interface RecordSettings {
  /** Decides which records are for validation. Default 0. */
  readonly splitSeed?: number;
  /** "published" (default) refuses a folder that has not all of the published records; "any" takes fewer. */
  readonly counts?: Counts;
  /** Fingerprint of the records, which the task fills in. Given, it has to be that of the files. */
  readonly data?: string;
}

export const recordSettingNames: readonly string[] = ['splitSeed', 'counts', 'data'] satisfies (keyof RecordSettings)[];

/** These settings with their defaults. */
export function recordSettings({ splitSeed, counts }: RecordSettings): { splitSeed: number; counts: Counts } {
  return {
    splitSeed: integerSetting('splitSeed', splitSeed, { least: 0, most: 2 ** 32 - 1, fallback: 0 }),
    counts: choiceOption({ name: 'counts', value: counts, fallback: 'published', choices: ['published', 'any'] }),
  };
}
