import { useState, type ReactNode } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import LiveSlot from '../shared/LiveSlot.tsx';
import type { Phase } from '../shared/phase.ts';
import shared from '../shared/styles.module.css';

const loadPanel = () => import('./Panel.tsx');

/** Opens a PyTorch file of one of the authors’ classes, and computes with its weights on the reader’s device. */
export default function PyTorchFile(): ReactNode {
  const [phase, setPhase] = useState<Phase>('recorded');
  useBrokenLinks().collectAnchor('pytorch-file');
  return (
    <figure id="pytorch-file" className={shared.frame} data-figure="pytorch-file" data-state={phase}>
      <LiveSlot load={loadPanel} onPhase={setPhase}>
        <figcaption className={shared.caption}>
          <strong>Open a PyTorch file.</strong> A <code>.safetensors</code> file of one of the authors’ classes is read
          in your browser, its weights are put where ours are, and the kernels of this page compute with them. It is not
          sent anywhere.
        </figcaption>
      </LiveSlot>
    </figure>
  );
}
