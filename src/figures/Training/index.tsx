import { useState, type ReactNode } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import styles from '../Figure/styles.module.css';
import LiveSlot from '../LiveSlot.tsx';
import type { TrainingPhase } from './state.ts';

const loadPanel = () => import('./Panel.tsx');

/** Lets a reader train a small transformer on a memory task, watch it learn, and ask it. */
export default function Training(): ReactNode {
  const [phase, setPhase] = useState<TrainingPhase>('recorded');
  useBrokenLinks().collectAnchor('training');
  return (
    <figure id="training" className={styles.figure} data-figure="training" data-state={phase}>
      <LiveSlot load={loadPanel} onPhase={setPhase}>
        <figcaption className={styles.caption}>
          <strong>Train it here.</strong> A click trains a small VLA transformer to recall four key–value pairs. Nothing
          is loaded for it before, and nothing is sent anywhere.
        </figcaption>
      </LiveSlot>
    </figure>
  );
}
