import { useState } from 'react';
import { draftOf, readFields, type AnyControl, type Draft, type ReadFields } from '../../lib/fields.ts';
import { useLinkedDraft, type LinkedDraft } from './useLinkedDraft.ts';

export interface CheckedDraft extends LinkedDraft {
  readonly problems: ReadFields['problems'];
  /** The values of the fields on show, or null with the problems shown. */
  readonly read: () => ReadFields['values'] | null;
}

interface Described {
  /** Of the widget, in links. */
  readonly name: string;
  readonly controls: readonly AnyControl[];
  readonly defaults: object;
  /** The controls that mean something for a draft. Default: all. */
  readonly shown?: (draft: Draft) => readonly AnyControl[];
}

/** What a reader may change of a widget, starting from the defaults and what a link has set, and what is wrong with it. */
export function useCheckedDraft({ name, controls, defaults, shown = () => controls }: Described): CheckedDraft {
  const [first] = useState(() => draftOf(controls, defaults));
  const { draft, change: changeDraft, changeAll: changeDraftAll, linked } = useLinkedDraft(name, controls, first);
  const [problems, setProblems] = useState<ReadFields['problems']>({});
  const change = (key: string, value: string | boolean): void => {
    changeDraft(key, value);
    const changed = { ...draft, [key]: value };
    if (problems[key]) setProblems(readFields(shown(changed), changed).problems);
  };
  const changeAll = (values: Draft): void => {
    changeDraftAll(values);
    setProblems({});
  };
  const read = (): ReadFields['values'] | null => {
    const fields = readFields(shown(draft), draft);
    setProblems(fields.problems);
    return Object.keys(fields.problems).length > 0 ? null : fields.values;
  };
  return { draft, linked, problems, change, changeAll, read };
}
