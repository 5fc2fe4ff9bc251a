import { useState, type ReactNode } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import LiveSlot from '../shared/LiveSlot.tsx';
import type { Phase } from '../shared/phase.ts';
import shared from '../shared/styles.module.css';
import Preview from './Preview.tsx';

const loadPanel = () => import('./Panel.tsx');

/** Lets a reader measure the kernels on their own device, and take the result along. */
export default function Benchmark(): ReactNode {
  const [phase, setPhase] = useState<Phase>('recorded');
  useBrokenLinks().collectAnchor('benchmark');
  return (
    <figure id="benchmark" className={shared.frame} data-figure="benchmark" data-state={phase}>
      <LiveSlot load={loadPanel} placeholder={<Preview />} onPhase={setPhase}>
        <figcaption className={shared.caption}>
          <strong>Measure your device.</strong> The page loads nothing for it before Run, and sends nothing anywhere.
          Keep it in front while it measures: a browser slows down what is out of sight.
        </figcaption>
      </LiveSlot>
    </figure>
  );
}
