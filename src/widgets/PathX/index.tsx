import { useState, type ReactNode } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import LiveSlot from '../shared/LiveSlot.tsx';
import type { Phase } from '../shared/phase.ts';
import shared from '../shared/styles.module.css';

const loadPanel = () => import('./Panel.tsx');

/** One training step of a small model on as many tokens as a picture of Path-X has, on the reader’s device. */
export default function PathX(): ReactNode {
  const [phase, setPhase] = useState<Phase>('recorded');
  useBrokenLinks().collectAnchor('path-x');
  return (
    <figure id="path-x" className={shared.frame} data-figure="path-x" data-state={phase}>
      <LiveSlot load={loadPanel} onPhase={setPhase}>
        <figcaption className={shared.caption}>
          <strong>One step at the length of Path-X.</strong> Forwards, backwards and an update of a small model on a
          sequence as long as a picture of Path-X, with each mixer in turn, timed on your device. A shorter sequence
          comes first, for an estimate.
        </figcaption>
      </LiveSlot>
    </figure>
  );
}
