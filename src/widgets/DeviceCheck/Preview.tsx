import type { ReactNode } from 'react';
import RunBar from '../../components/RunBar/index.tsx';
import shared from '../shared/styles.module.css';
import Where from './Where.tsx';

const nothing = (): void => undefined;

/** The choice and the button as they will be, to hold their place. */
export default function Preview(): ReactNode {
  return (
    <fieldset className={shared.preview} disabled aria-hidden="true">
      <Where backend="auto" onChange={nothing} />
      <RunBar label="Check this device" running={null} onRun={nothing} onCancel={nothing} />
    </fieldset>
  );
}
