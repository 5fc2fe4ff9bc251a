import { useState, type ReactNode } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import Button from '../../components/Button/index.tsx';
import { messageOf } from '../../lib/messageOf.ts';
import type { BackendChoice } from '../worker/protocol.ts';
import Ask from './Ask.tsx';
import type { TrainingClient } from './client.ts';
import { mixerLabel } from './controls.ts';
import type { LoadedModel } from './protocol.ts';
import styles from './styles.module.css';

interface StoredProps {
  readonly client: TrainingClient;
  readonly backend: BackendChoice;
}

/** No stored run of a model that is to be asked by hand is larger. */
const largestFile = 64 * 2 ** 20;

/** Loads a stored run, the recorded one or a file of the reader's, to be asked. */
export default function Stored({ client, backend }: StoredProps): ReactNode {
  const recorded = useBaseUrl('/checkpoints/mqar-4-vla.safetensors');
  const provenance = useBaseUrl('/checkpoints/mqar-4-vla.json');
  const [message, setMessage] = useState('');
  const [problem, setProblem] = useState('');
  const [loaded, setLoaded] = useState<{ readonly model: LoadedModel; readonly count: number } | null>(null);

  const load = (read: () => Promise<Uint8Array>): void => {
    setMessage('Loading…');
    setProblem('');
    read()
      .then((bytes) => client.ask({ kind: 'load', bytes, backend }))
      .then(
        (model) => setLoaded((before) => ({ model, count: (before?.count ?? 0) + 1 })),
        (error: unknown) => setProblem(messageOf(error)),
      )
      .finally(() => setMessage(''));
  };

  return (
    <>
      <div className={styles.buttons}>
        <Button onClick={() => load(() => fetched(recorded))}>Load the recorded model</Button>
        <label className={styles.file}>
          Load a file
          <input
            type="file"
            accept=".safetensors"
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file) load(() => contentOf(file));
              target.value = '';
            }}
          />
        </label>
        <a href={provenance}>Where the recorded one came from</a>
        <span role="status">{message}</span>
      </div>
      <p role="alert" className={styles.problem}>
        {problem}
      </p>
      {loaded && (
        <>
          <p aria-live="polite">{summary(loaded.model)}</p>
          <Ask
            key={loaded.count}
            client={client}
            model="loaded"
            name="the loaded model"
            options={loaded.model.options}
          />
        </>
      )}
    </>
  );
}

function summary({ options, step, parameters, trainedOn, ran, evaluation }: LoadedModel): string {
  const { task, model, seed } = options;
  const set = Object.entries(task.settings ?? {}).map(([name, value]) => `${name} ${value}`);
  return (
    `${mixerLabel(String(model?.mixer))}, ${parameters} parameters, trained for ${step} steps on ${task.name} ` +
    `(${set.join(', ')}) with seed ${seed} by tfjs’s backend “${trainedOn}”. Tested here just now, on ${ran.adapter}: ` +
    `${(100 * evaluation.exactMatch).toFixed(1)} % of ${evaluation.sequences} unseen sequences without a mistake.`
  );
}

async function fetched(url: string): Promise<Uint8Array> {
  const response = await fetch(url).catch(() => {
    throw new Error('The recorded model could not be loaded: the network is away.');
  });
  if (!response.ok) throw new Error(`The recorded model could not be loaded (status ${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}

async function contentOf(file: File): Promise<Uint8Array> {
  if (file.size > largestFile)
    throw new Error(`The file has ${Math.round(file.size / 2 ** 20)} MiB; at most 64 are read.`);
  return new Uint8Array(await file.arrayBuffer());
}
