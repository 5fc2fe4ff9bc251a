import { useState, type ReactNode } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import type { Phase } from '../shared/phase.ts';
import LiveSlot from '../shared/LiveSlot.tsx';
import shared from '../shared/styles.module.css';
import Preview from './Preview.tsx';

const loadPanel = () => import('./Panel.tsx');

/** Shows what the reader's graphics device offers, and checks the kernels on it against the float64 reference. */
export default function DeviceCheck(): ReactNode {
  const [phase, setPhase] = useState<Phase>('recorded');
  useBrokenLinks().collectAnchor('device-check');
  return (
    <figure id="device-check" className={shared.frame} data-figure="device-check" data-state={phase}>
      <LiveSlot load={loadPanel} placeholder={<Preview />} onPhase={setPhase}>
        <figcaption className={shared.caption}>
          <strong>Check your device.</strong> Runs every operator in every form on small seeded inputs, on your graphics
          device or else on your processor, and compares each result with the float64 reference.
        </figcaption>
      </LiveSlot>
    </figure>
  );
}
