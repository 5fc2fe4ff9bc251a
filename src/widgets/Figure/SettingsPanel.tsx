import type { ReactNode } from 'react';
import Field from '../../components/Field/index.tsx';
import Fold from '../shared/Fold.tsx';
import type { BackendChoice } from '../worker/protocol.ts';
import { backendControl } from '../shared/backendControl.ts';
import type { SettingsForm } from './useSettings.ts';
import shared from '../shared/styles.module.css';

interface SettingsPanelProps {
  readonly form: SettingsForm;
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
}

/** The parameters of a run, folded away until wanted. */
export default function SettingsPanel({ form, open, onToggle }: SettingsPanelProps): ReactNode {
  const { controls, draft, problems, backend } = form;
  return (
    <Fold title="Settings" open={open} onToggle={onToggle}>
      <div className={shared.fields}>
        {controls.map((control) => (
          <Field
            key={control.key}
            control={control}
            value={draft[control.key] ?? ''}
            problem={problems[control.key]}
            onChange={(value) => form.change(control.key, value)}
          />
        ))}
        <Field
          control={backendControl}
          value={backend}
          onChange={(value) => form.chooseBackend(value as BackendChoice)}
        />
      </div>
    </Fold>
  );
}
