import { useState, type ReactNode } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import LiveSlot from '../shared/LiveSlot.tsx';
import shared from '../shared/styles.module.css';
import type { TrainingPhase } from '../Training/state.ts';

const loadPanel = () => import('./Panel.tsx');

/** An expression of ListOps with what a checker, a guessing rule and a small model say to each of its brackets. */
export default function ListOps(): ReactNode {
  const [phase, setPhase] = useState<TrainingPhase>('recorded');
  useBrokenLinks().collectAnchor('listops');
  return (
    <figure id="listops" className={shared.frame} data-figure="listops" data-state={phase}>
      <LiveSlot load={loadPanel} onPhase={setPhase}>
        <figcaption className={shared.caption}>
          <strong>ListOps, bracket by bracket.</strong> Draw an expression or type one. The checker evaluates it, a rule
          that knows some of its levels guesses, and a small model, recorded or trained here, is asked at every bracket.
          Nothing is sent anywhere.
        </figcaption>
      </LiveSlot>
    </figure>
  );
}
