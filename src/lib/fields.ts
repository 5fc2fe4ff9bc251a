import type { Control } from './experiment.ts';

/** What a reader typed or chose, as it stands in the inputs. */
export type Draft = Readonly<Record<string, string | boolean>>;

export interface ReadFields {
  /** Values of the fields that are right. */
  readonly values: Readonly<Record<string, number | string | boolean>>;
  /** What is wrong with the others, by key. */
  readonly problems: Readonly<Record<string, string>>;
}

/** A control of any experiment. */
export type AnyControl = Control<Record<string, unknown>>;

/** The draft that shows `values` unchanged. */
export function draftOf(controls: readonly AnyControl[], values: object): Draft {
  const field = (key: string): unknown => (values as Record<string, unknown>)[key];
  return Object.fromEntries(
    controls.map(({ key, kind }) => [key, kind === 'boolean' ? field(key) === true : String(field(key))]),
  );
}

/** Reads a draft. A value out of range is a problem, never silently corrected. */
export function readFields(controls: readonly AnyControl[], draft: Draft): ReadFields {
  const values: Record<string, number | string | boolean> = {};
  const problems: Record<string, string> = {};
  for (const control of controls) {
    const typed = draft[control.key];
    if (control.kind === 'boolean') {
      values[control.key] = typed === true;
    } else if (control.kind === 'choice') {
      const choice = control.choices.find(({ value }) => value === typed);
      if (choice) values[control.key] = choice.value;
      else problems[control.key] = `Choose one of ${control.choices.map(({ label }) => label).join(', ')}.`;
    } else {
      const problem = numberProblem(control, String(typed ?? ''));
      if (problem) problems[control.key] = problem;
      else values[control.key] = Number(typed);
    }
  }
  return { values, problems };
}

interface NumberRange {
  readonly kind: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
}

function numberProblem({ kind, min, max }: NumberRange, typed: string): string | null {
  const value = typed.trim() === '' ? NaN : Number(typed);
  const wanted = `${kind === 'integer' ? 'a whole number' : 'a number'} from ${min} to ${max}`;
  if (!Number.isFinite(value)) return `Enter ${wanted}.`;
  if (kind === 'integer' && !Number.isInteger(value)) return `${typed} is not whole: enter ${wanted}.`;
  if (value < min || value > max) return `${typed} is out of range: enter ${wanted}.`;
  return null;
}

/** Seeds are whole numbers of 32 bits. */
export const seedControl: AnyControl = {
  key: 'seed',
  label: 'Seed',
  kind: 'integer',
  min: 0,
  max: 4294967295,
  help: 'Two runs with the same seed and settings draw the same random numbers.',
};
