import type { ReactNode } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import LiveSlot from '../shared/LiveSlot.tsx';
import shared from '../shared/styles.module.css';

const loadPanel = () => import('./Panel.tsx');

const nothing = (): void => undefined;

/** A picture of Pathfinder beside its tokens, what rules say to it, and a reader’s own picture. */
export default function Pathfinder(): ReactNode {
  useBrokenLinks().collectAnchor('pathfinder');
  return (
    <figure id="pathfinder" className={shared.frame} data-arena="pathfinder">
      <LiveSlot load={loadPanel} onPhase={nothing}>
        <figcaption className={shared.caption}>
          <strong>Pathfinder, as a picture and as a model reads it.</strong> Are the two marked ends of one dashed path?
          The strip has the same pixels one after the other; the arc joins the tokens of the two marks. Draw a picture
          of your own, and the checker answers from its pixels.
        </figcaption>
      </LiveSlot>
    </figure>
  );
}
