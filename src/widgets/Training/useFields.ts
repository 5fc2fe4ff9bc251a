import { useCheckedDraft, type CheckedDraft } from '../shared/useCheckedDraft.ts';
import { controls, defaults, shownControls } from './controls.ts';
import { settingOf, type TrainingSetting } from './setting.ts';

export interface Fields extends Omit<CheckedDraft, 'read'> {
  /** What to train, or null with the problems shown. */
  readonly read: () => TrainingSetting | null;
}

/** What the reader may change, starting from the defaults and what a link has set. */
export function useFields(): Fields {
  const { read, ...rest } = useCheckedDraft({ name: 'training', controls, defaults, shown: shownControls });
  return {
    ...rest,
    read() {
      const values = read();
      return values && settingOf(values);
    },
  };
}
