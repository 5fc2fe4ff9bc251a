import { useState, type ReactNode } from 'react';
import Button from '../../components/Button/index.tsx';
import { formatDuration } from '../../lib/format.ts';
import { copyText } from '../../lib/sharing/copy.ts';
import { save } from '../../lib/sharing/save.ts';
import shared from '../shared/styles.module.css';
import type { Ran } from '../worker/protocol.ts';
import { fileNameOf } from './export.ts';
import ExperimentPart from './ExperimentPart.tsx';
import { parts } from './parts.ts';
import type { BenchReport, PartResult } from './report.ts';
import styles from './styles.module.css';
import SuiteTable from './SuiteTable.tsx';

interface ReportProps {
  readonly report: BenchReport;
  readonly ran: Ran;
  readonly onError: (error: unknown) => void;
}

/** What was measured on which device, part by part, and buttons to take it along. */
export default function Report({ report, ran, onError }: ReportProps): ReactNode {
  const [copied, setCopied] = useState('');
  const json = (): string => `${JSON.stringify({ ...report, browser: navigator.userAgent }, null, 2)}\n`;
  const copy = (): void => {
    copyText(json()).then(
      () => setCopied('Copied.'),
      () => setCopied('The browser did not allow the copy. Download the file instead.'),
    );
  };
  return (
    <div className={shared.result}>
      <p>
        Measured in {formatDuration(ran.milliseconds)} on <strong>{report.adapter}</strong>.{' '}
        {ran.note && <>{ran.note} </>}
        {report.software &&
          'That is a program which stands in for a graphics card, so times are those of a processor. '}
        {report.thoroughness === 'quick' && 'Three pairs of timings give an impression; the full setting takes nine.'}
      </p>
      <div className={styles.take} data-print="hide">
        <Button onClick={copy}>Copy as JSON</Button>
        <Button onClick={() => save(fileNameOf(report), json(), 'application/json')}>Download JSON</Button>
        <span role="status">{copied}</span>
      </div>
      {report.parts.map((part) => (
        <section key={part.part} className={styles.part} data-part={part.part}>
          <h2>{parts.find(({ name }) => name === part.part)!.label}</h2>
          <Content part={part} onError={onError} />
        </section>
      ))}
    </div>
  );
}

function Content({ part, onError }: { part: PartResult; onError: (error: unknown) => void }): ReactNode {
  if (part.kind === 'none') return <p>Not measured. {part.reason}</p>;
  if (part.kind === 'suite') {
    const { lane, adapter } = part.result;
    return (
      <>
        {lane === 'C' && (
          <p>
            Measured on <strong>{adapter}</strong>, whatever the rest was measured on.
          </p>
        )}
        <SuiteTable result={part.result} />
      </>
    );
  }
  return <ExperimentPart id={part.part} data={part.data} onError={onError} />;
}
