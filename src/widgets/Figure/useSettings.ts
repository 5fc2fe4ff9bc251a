import { useState } from 'react';
import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { draftOf, readFields, seedControl, type AnyControl, type Draft } from '../../lib/fields.ts';
import type { BackendChoice } from '../worker/protocol.ts';

export interface Settings {
  readonly config: object;
  readonly seed: number;
  readonly backend: BackendChoice;
}

export interface SettingsForm {
  readonly controls: readonly AnyControl[];
  readonly draft: Draft;
  readonly problems: Readonly<Record<string, string>>;
  readonly backend: BackendChoice;
  readonly change: (key: string, value: string | boolean) => void;
  readonly chooseBackend: (backend: BackendChoice) => void;
  readonly reset: () => void;
  /** The settings for a run, or null with the problems shown. */
  readonly read: () => Settings | null;
}

/**
 * What the reader may change before a run, starting from the recorded settings or those meant for a live run, and on
 * them what a link has set.
 */
export function useSettings(
  { config, live, seed, controls }: ExperimentDefinition,
  linked: Readonly<Record<string, string | boolean>>,
): SettingsForm {
  const all = [...(controls as readonly AnyControl[]), seedControl];
  const first = { ...config, ...live, seed };
  const [draft, setDraft] = useState(() => ({ ...draftOf(all, first), ...withoutBackend(linked) }));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [backend, setBackend] = useState(() => (linked['backend'] ?? 'auto') as BackendChoice);

  const change = (key: string, value: string | boolean): void => {
    const changed = { ...draft, [key]: value };
    setDraft(changed);
    if (problems[key]) setProblems(readFields(all, changed).problems);
  };
  const reset = (): void => {
    setDraft(draftOf(all, first));
    setProblems({});
    setBackend('auto');
  };
  const read = (): Settings | null => {
    const fields = readFields(all, draft);
    setProblems(fields.problems);
    if (Object.keys(fields.problems).length > 0) return null;
    const { seed: chosen, ...values } = fields.values;
    return { config: { ...config, ...values }, seed: Number(chosen), backend };
  };
  return { controls: all, draft, problems, backend, change, chooseBackend: setBackend, reset, read };
}

function withoutBackend({ backend: _, ...fields }: Readonly<Record<string, string | boolean>>): Draft {
  return fields;
}
