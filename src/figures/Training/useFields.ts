import { useState } from 'react';
import { draftOf, readFields, type Draft } from '../../lib/fields.ts';
import { controls, defaults, shownControls } from './controls.ts';
import { settingOf, type TrainingSetting } from './setting.ts';

export interface Fields {
  readonly draft: Draft;
  readonly problems: Readonly<Record<string, string>>;
  readonly change: (key: string, value: string | boolean) => void;
  /** What to train, or null with the problems shown. */
  readonly read: () => TrainingSetting | null;
}

/** What the reader may change, starting from the defaults and what a link has set. */
export function useFields(linked: Draft): Fields {
  const [draft, setDraft] = useState<Draft>(() => ({ ...draftOf(controls, defaults), ...linked }));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const change = (key: string, value: string | boolean): void => {
    const changed = { ...draft, [key]: value };
    setDraft(changed);
    if (problems[key]) setProblems(readFields(shownControls(changed), changed).problems);
  };
  const read = (): TrainingSetting | null => {
    const fields = readFields(shownControls(draft), draft);
    setProblems(fields.problems);
    return Object.keys(fields.problems).length > 0 ? null : settingOf(fields.values);
  };
  return { draft, problems, change, read };
}
