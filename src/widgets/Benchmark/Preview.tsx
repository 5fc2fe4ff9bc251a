import type { ReactNode } from 'react';
import RunBar from '../../components/RunBar/index.tsx';
import shared from '../shared/styles.module.css';
import Choices from './Choices.tsx';
import { defaults } from './controls.ts';

const nothing = (): void => undefined;

/** The choices and the button as they will be, to hold their place. */
export default function Preview(): ReactNode {
  return (
    <fieldset className={shared.preview} disabled aria-hidden="true">
      <Choices draft={defaults} onChange={nothing} disabled />
      <RunBar label="Run" running={null} onRun={nothing} onCancel={nothing} />
    </fieldset>
  );
}
