import type { ReactNode } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import Button from '../../components/Button/index.tsx';
import type { DataTable } from '../../lib/experiment.ts';
import { recordedPath, type RecordedSummary } from '../../lib/recorded.ts';
import { bibtexCitation, plainCitation, type Cited } from '../../lib/sharing/citation.ts';
import { copyText } from '../../lib/sharing/copy.ts';
import { csvOf } from '../../lib/sharing/csv.ts';
import { pngOf, save } from '../../lib/sharing/save.ts';
import Fold from '../shared/Fold.tsx';
import { useAttempt } from '../shared/useAttempt.ts';
import styles from './styles.module.css';

/** A result of the reader's own, where there is one. */
export interface OwnResult {
  /** All of it, as it goes into a file. */
  readonly content: object;
  readonly table: DataTable;
  readonly date: string;
  /** Device, seed, settings. */
  readonly origin: readonly string[];
  /** Search part of the address with the settings it was computed with. */
  readonly search: string;
}

export interface ShareProps {
  readonly summary: RecordedSummary;
  readonly theme: 'light' | 'dark';
  /** Search part of the address that carries settings and view of this figure alone. */
  readonly search: string;
  readonly own: OwnResult | null;
  /** Draws what is on show, where it is not the recorded picture. */
  readonly draw: ((width: number) => Element) | null;
}

const pictureWidth = 720;

/** The figure on show as a link, as files and as a citation. */
export default function Share({ summary, theme, search, own, draw }: ShareProps): ReactNode {
  const { id, provenance } = summary;
  const { message, attempt } = useAttempt();
  const page = useBaseUrl(`/experiments/${id}`);
  const recordedData = useBaseUrl(recordedPath(id, 'json', provenance.dataHash));
  const recordedPicture = useBaseUrl(recordedPath(id, `${theme}.svg`, provenance.dataHash));
  const { title: site } = useDocusaurusContext().siteConfig;
  const address = (part: string): string => `${window.location.origin}${page}${part}#figure-${id}`;
  const link = address(search);
  // A citation leads to what is cited, whatever the settings below have been changed to since.
  const cited = citedOf(summary, own, { site, url: address(own?.search ?? '') });

  const picture = async (): Promise<{ readonly svg: string; readonly width: number; readonly height: number }> => {
    const root = draw ? draw(pictureWidth) : parsed(await textAt(recordedPicture));
    const [, , width = pictureWidth, height = pictureWidth] = (root.getAttribute('viewBox') ?? '')
      .split(' ')
      .map(Number);
    return { svg: new XMLSerializer().serializeToString(root), width, height };
  };
  const saveData = async (): Promise<void> =>
    save(`${id}.json`, own ? JSON.stringify(own.content, null, 2) : await textAt(recordedData), 'application/json');
  const savePng = async (): Promise<void> => {
    const background = getComputedStyle(document.documentElement).getPropertyValue('--paper');
    const { svg, ...size } = await picture();
    save(`${id}.png`, await pngOf(svg, { ...size, background }));
  };

  return (
    <Fold title="Share, download, cite">
      <label className={styles.link}>
        Link to this figure with its settings
        <input type="text" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <div className={styles.actions}>
        <Button onClick={() => attempt('Link copied.', () => copyText(link))}>Copy link</Button>
        <Button onClick={() => attempt('Saved as JSON.', saveData)}>Data, JSON</Button>
        <Button
          onClick={() => attempt('Saved as CSV.', () => save(`${id}.csv`, csvOf((own ?? summary).table), 'text/csv'))}
        >
          Table, CSV
        </Button>
        <Button
          onClick={() =>
            attempt('Saved as SVG.', async () => save(`${id}.svg`, (await picture()).svg, 'image/svg+xml'))
          }
        >
          Picture, SVG
        </Button>
        <Button onClick={() => attempt('Saved as PNG.', savePng)}>Picture, PNG</Button>
        <span role="status">{message}</span>
      </div>
      <p>Cite this figure:</p>
      <pre className={styles.citation} data-citation="plain">
        {plainCitation(cited)}
      </pre>
      <pre className={styles.citation} data-citation="bibtex">
        {bibtexCitation(cited)}
      </pre>
      <div className={styles.actions}>
        <Button onClick={() => attempt('Citation copied.', () => copyText(plainCitation(cited)))}>Copy citation</Button>
        <Button onClick={() => attempt('BibTeX copied.', () => copyText(bibtexCitation(cited)))}>Copy BibTeX</Button>
      </div>
    </Fold>
  );
}

function citedOf(
  { id, title, seed, provenance }: RecordedSummary,
  own: OwnResult | null,
  place: Pick<Cited, 'site' | 'url'>,
): Cited {
  const { adapter, commit, date, dataHash } = provenance;
  const recorded = [
    `recorded on ${adapter}`,
    `commit ${commit.slice(0, 12)}`,
    `seed ${seed}`,
    `data ${dataHash.slice(0, 12)}`,
  ];
  return { id, title, ...place, date: own?.date ?? date, origin: own?.origin ?? recorded };
}

async function textAt(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the file could not be loaded (status ${response.status})`);
  return response.text();
}

function parsed(svg: string): Element {
  return new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
}
