import { useState, type ReactNode } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import LiveSlot from '../shared/LiveSlot.tsx';
import type { Phase } from '../shared/phase.ts';
import shared from '../shared/styles.module.css';

const loadPanel = () => import('./Panel.tsx');

/** What the trainings of the arena that were not run here would take on the reader’s device, from steps that are timed there. */
export default function ArenaTimes(): ReactNode {
  const [phase, setPhase] = useState<Phase>('recorded');
  useBrokenLinks().collectAnchor('arena-times');
  return (
    <figure id="arena-times" className={shared.frame} data-figure="arena-times" data-state={phase}>
      <LiveSlot load={loadPanel} onPhase={setPhase}>
        <figcaption className={shared.caption}>
          <strong>What was not run, on your device.</strong> Two steps of each training are timed, on random tokens. The
          hours are those of all its steps at that pace.
        </figcaption>
      </LiveSlot>
    </figure>
  );
}
