import { useState } from 'react';
import { draftOf, readFields } from '../../lib/fields.ts';
import { useLinkedDraft, type LinkedDraft } from '../shared/useLinkedDraft.ts';
import { controls, defaults, shownControls } from './controls.ts';
import { settingOf, type TrainingSetting } from './setting.ts';

export interface Fields extends LinkedDraft {
  readonly problems: Readonly<Record<string, string>>;
  /** What to train, or null with the problems shown. */
  readonly read: () => TrainingSetting | null;
}

const firstDraft = draftOf(controls, defaults);

/** What the reader may change, starting from the defaults and what a link has set. */
export function useFields(): Fields {
  const { draft, change: changeDraft, linked } = useLinkedDraft('training', controls, firstDraft);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const change = (key: string, value: string | boolean): void => {
    changeDraft(key, value);
    const changed = { ...draft, [key]: value };
    if (problems[key]) setProblems(readFields(shownControls(changed), changed).problems);
  };
  const read = (): TrainingSetting | null => {
    const fields = readFields(shownControls(draft), draft);
    setProblems(fields.problems);
    return Object.keys(fields.problems).length > 0 ? null : settingOf(fields.values);
  };
  return { draft, linked, problems, change, read };
}
