import type { ReactNode } from 'react';
import Field from '../../components/Field/index.tsx';
import type { AnyControl } from '../../lib/fields.ts';
import Fold from './Fold.tsx';
import styles from './styles.module.css';
import type { CheckedDraft } from './useCheckedDraft.ts';

interface SettingsFoldProps {
  readonly controls: readonly AnyControl[];
  readonly fields: Pick<CheckedDraft, 'draft' | 'problems' | 'change'>;
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
}

/** The settings of a widget, folded away until wanted. */
export default function SettingsFold({ controls, fields, open, onToggle }: SettingsFoldProps): ReactNode {
  const { draft, problems, change } = fields;
  return (
    <Fold title="Settings" open={open} onToggle={onToggle}>
      <div className={styles.fields}>
        {controls.map((control) => (
          <Field
            key={control.key}
            control={control}
            value={draft[control.key] ?? ''}
            problem={problems[control.key]}
            onChange={(value) => change(control.key, value)}
          />
        ))}
      </div>
    </Fold>
  );
}
