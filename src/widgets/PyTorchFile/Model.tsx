import type { ReactNode } from 'react';
import Button from '../../components/Button/index.tsx';
import { formatNumber } from '../../lib/format.ts';
import { csvOf } from '../../lib/sharing/csv.ts';
import { save } from '../../lib/sharing/save.ts';
import DataScript from '../shared/DataScript.tsx';
import { useAttempt } from '../shared/useAttempt.ts';
import AskTokens from './AskTokens.tsx';
import AskVectors from './AskVectors.tsx';
import KeyMap from './KeyMap.tsx';
import type { Opened } from './protocol.ts';
import { published, type FileState, type Result } from './state.ts';
import styles from './styles.module.css';
import type { PyTorchFileWork } from './usePyTorchFile.ts';

interface ModelProps {
  readonly state: FileState & { readonly opened: Opened };
  readonly work: PyTorchFileWork;
  readonly onError: (error: unknown) => void;
}

/** A file that is open: what it was recognised as, where its weights go, and what comes out of it. */
export default function Model({ state, work, onError }: ModelProps): ReactNode {
  const { opened, result, name } = state;
  const { takes, map, passedOver } = opened;
  const { message, attempt } = useAttempt();
  const saveWeights = async (): Promise<void> => {
    const bytes = await work.save();
    save(name, new Blob([bytes], { type: 'application/octet-stream' }));
  };
  return (
    <div className={styles.model}>
      <p data-recognised>{recognised(name, opened)}</p>
      <KeyMap map={map} passedOver={passedOver} />
      {takes.kind === 'tokens' ? (
        <AskTokens takes={takes} result={result?.kind === 'tokens' ? result : null} onAsk={work.askTokens} />
      ) : (
        <AskVectors
          takes={takes}
          result={result?.kind === 'vectors' ? result : null}
          onAsk={work.askVectors}
          onError={onError}
        />
      )}
      {result && <p className={styles.soft}>{`Computed on ${result.ran.adapter}. ${result.ran.note ?? ''}`}</p>}
      <div className={styles.buttons} data-print="hide">
        {result && (
          <Button onClick={() => attempt('Saved as CSV.', () => save('outputs.csv', outputsAsCsv(result), 'text/csv'))}>
            Outputs, CSV
          </Button>
        )}
        <Button onClick={() => attempt('Weights saved, under the same names.', saveWeights)}>
          Weights, safetensors
        </Button>
        <span role="status">{message}</span>
      </div>
      {result && <DataScript value={published(state)} />}
    </div>
  );
}

function recognised(name: string, { class: own, fits, parameters }: Opened): string {
  const others = fits.filter((one) => one !== own);
  const certain =
    others.length === 0
      ? 'no other of the authors’ classes has its names and shapes'
      : `its names and shapes are those of ${others.join(' and ')}, too: choose below which it is`;
  return `${name.slice(0, 80)} is read as ${own}, ${formatNumber(parameters, 12)} parameters; ${certain}.`;
}

function outputsAsCsv({ values, width }: Result): string {
  const columns = ['position', ...Array.from({ length: width }, (_, i) => `${i}`)];
  const rows = Array.from({ length: values.length / width }, (_, position) => [
    position,
    ...values.subarray(position * width, (position + 1) * width),
  ]);
  return csvOf({ columns, rows });
}
