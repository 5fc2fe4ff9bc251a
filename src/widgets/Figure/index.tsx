import { useState, type CSSProperties, type ReactNode } from 'react';
import clsx from 'clsx';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import Indexed from '../../components/Indexed/index.tsx';
import type { FigureOnPage, PictureSize, RecordedPreview, RecordedSummary } from '../../lib/recorded.ts';
import Details from './Details.tsx';
import LiveSlot from '../shared/LiveSlot.tsx';
import Picture from './Picture.tsx';
import Preview from './Preview.tsx';
import type { Phase } from '../shared/phase.ts';
import shared from '../shared/styles.module.css';
import styles from './styles.module.css';

const loadLive = () => import('./Live.tsx');

export interface FigureProps {
  readonly id: string;
  /** Written by the build (src/remark/recordedFigures.ts): what was recorded, as JSON. */
  readonly recorded?: string;
  /** Written by the build: the controls it will have, as JSON. */
  readonly preview?: string;
}

/** A recorded figure on a page of text, with what the build wrote beside its name. */
export default function Figure({ id, recorded, preview }: FigureProps): ReactNode {
  if (recorded === undefined || preview === undefined)
    throw new Error(`<Figure id="${id}"/> was compiled without its recorded data`);
  const [onPage] = useState(() => ({
    summary: JSON.parse(recorded) as RecordedSummary,
    preview: JSON.parse(preview) as RecordedPreview,
  }));
  return <RecordedFigure {...onPage} anchor={`figure-${id}`} />;
}

export interface RecordedFigureProps extends FigureOnPage {
  /** Id of its element: a page may show the same figure more than once. */
  readonly anchor: string;
}

/**
 * A recorded figure that its reader can compute again. The static page holds the picture, its caption, where it
 * came from and its numbers; once the page's script runs, it also offers to run and change the experiment.
 */
export function RecordedFigure({ summary, preview, anchor }: RecordedFigureProps): ReactNode {
  const [phase, setPhase] = useState<Phase>('recorded');
  const [drawn, setDrawn] = useState(false);
  useBrokenLinks().collectAnchor(anchor);

  return (
    <figure
      id={anchor}
      className={clsx(shared.frame, styles.figure)}
      data-figure={summary.id}
      data-state={phase}
      aria-labelledby={`${anchor}-title`}
      style={sizeOf(summary.picture)}
    >
      <Picture summary={summary} hidden={drawn} />
      <LiveSlot
        load={loadLive}
        placeholder={<Preview id={summary.id} {...preview} />}
        summary={summary}
        onPhase={setPhase}
        onDrawn={setDrawn}
      >
        <figcaption className={shared.caption}>
          <strong id={`${anchor}-title`}>{summary.title}.</strong> <Indexed text={summary.caption} />
          {summary.measuresTime && <> Measured on {summary.provenance.adapter}; another device takes other times.</>}
        </figcaption>
      </LiveSlot>
      <Details summary={summary} />
    </figure>
  );
}

/** The size that the picture was drawn in, for the style sheet. */
function sizeOf({ width, height }: PictureSize): CSSProperties {
  return { '--picture-width': `${width}px`, '--picture-shape': width / height } as CSSProperties;
}
