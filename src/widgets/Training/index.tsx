import { useState, type ReactNode } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import LiveSlot from '../shared/LiveSlot.tsx';
import shared from '../shared/styles.module.css';
import type { TrainingPhase } from './state.ts';

const loadPanel = () => import('./Panel.tsx');

/** Lets a reader train a small transformer on a memory task, watch it learn, and ask it. */
export default function Training(): ReactNode {
  const [phase, setPhase] = useState<TrainingPhase>('recorded');
  useBrokenLinks().collectAnchor('training');
  return (
    <figure id="training" className={shared.frame} data-figure="training" data-state={phase}>
      <LiveSlot load={loadPanel} onPhase={setPhase}>
        <figcaption className={shared.caption}>
          <strong>Train it here.</strong> A click trains a small VLA transformer to recall four key–value pairs. Nothing
          is sent anywhere; what you pause is kept in this browser, and you can continue it another day.
        </figcaption>
      </LiveSlot>
    </figure>
  );
}
