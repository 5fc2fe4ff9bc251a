import type { ReactNode } from 'react';
import Button from '../../components/Button/index.tsx';
import { draftOf, type Draft } from '../../lib/fields.ts';
import { controls, defaults, publishedSetting } from './controls.ts';
import styles from './styles.module.css';

interface PresetsProps {
  readonly draft: Draft;
  readonly onChoose: (values: Draft) => void;
}

/** Where it computes and what a reader’s seed is stay as they are. */
const own = new Set(['backend', 'workers', 'seed']);

const presets = [
  { label: 'Small setting', draft: chosen(defaults) },
  { label: 'Published setting', draft: chosen(publishedSetting) },
] as const;

function chosen(values: object): Draft {
  return Object.fromEntries(Object.entries(draftOf(controls, values)).filter(([key]) => !own.has(key)));
}

/** Whether a draft is that of the published experiment, or of the first click, with any seed. */
export const isPreset = (draft: Draft, values: object): boolean =>
  Object.entries(chosen(values)).every(([key, value]) => draft[key] === value);

/** Settings by their names. */
export default function Presets({ draft, onChoose }: PresetsProps): ReactNode {
  return (
    <div className={styles.buttons} role="group" aria-label="Settings by name">
      {presets.map((preset) => {
        const isChosen = Object.entries(preset.draft).every(([key, value]) => draft[key] === value);
        return (
          <Button key={preset.label} aria-pressed={isChosen} onClick={() => onChoose(preset.draft)}>
            {preset.label}
          </Button>
        );
      })}
    </div>
  );
}
