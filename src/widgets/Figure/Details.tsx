import type { ReactNode } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import DataTable from '../../components/DataTable/index.tsx';
import { formatDuration } from '../../lib/format.ts';
import { recordedPath, type RecordedSummary } from '../../lib/recorded.ts';
import shared from '../shared/styles.module.css';
import styles from './styles.module.css';

/** Where the figure came from, and its numbers as a table. */
export default function Details({ summary }: { summary: RecordedSummary }): ReactNode {
  const { id, provenance, table, seed } = summary;
  const data = useBaseUrl(recordedPath(id, 'json', provenance.dataHash));
  const svg = useBaseUrl(recordedPath(id, 'light.svg', provenance.dataHash));
  return (
    <details className={shared.details}>
      <summary>
        Recorded {provenance.date.slice(0, 10)} on {provenance.adapter}
        <span className={styles.soft}>
          {' '}
          · commit {provenance.commit.slice(0, 7)} · seed {seed} · {formatDuration(provenance.durationSeconds * 1000)}
          {provenance.processor &&
            `, ${formatDuration(provenance.processor.seconds * 1000)} of processor time · ${provenance.processor.model}`}
        </span>
      </summary>
      <p className={styles.links}>
        <a href={data} download={`${id}.json`}>
          Data, settings and versions (JSON)
        </a>
        <a href={svg} download={`${id}.svg`}>
          Picture (SVG)
        </a>
      </p>
      <DataTable label={`Numbers of ${summary.title}`} {...table} low />
    </details>
  );
}
