import { useState, type FormEvent, type ReactNode } from 'react';
import Button from '../../components/Button/index.tsx';
import DataTable from '../../components/DataTable/index.tsx';
import { formatNumber } from '../../lib/format.ts';
import TextField from '../Training/TextField.tsx';
import type { Takes } from './protocol.ts';
import { drawTokens, mostTokens, readTokens } from './read.ts';
import type { Result } from './state.ts';
import styles from './styles.module.css';

interface AskTokensProps {
  readonly takes: Extract<Takes, { kind: 'tokens' }>;
  readonly result: Extract<Result, { kind: 'tokens' }> | null;
  readonly onAsk: (tokens: readonly number[]) => void;
}

/** Positions that are listed; a file with all of them can be saved. */
const listed = 128;

/** Tokens typed by hand, and what the model expects after each. */
export default function AskTokens({ takes, result, onAsk }: AskTokensProps): ReactNode {
  const [seed, setSeed] = useState(0);
  const [typed, setTyped] = useState(() => drawTokens(0, takes));
  const [problem, setProblem] = useState('');
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    try {
      setProblem('');
      onAsk(readTokens(typed, takes));
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <form onSubmit={ask} data-ask="file">
      <TextField
        label="Tokens"
        help={`Whole numbers from 0 to ${takes.vocabulary - 1}, at most ${mostTokens(takes)}.`}
        value={typed}
        onChange={setTyped}
      />
      <div className={styles.buttons}>
        <Button type="submit" primary>
          Compute
        </Button>
        <Button
          onClick={() => {
            setSeed(seed + 1);
            setTyped(drawTokens(seed + 1, takes));
          }}
        >
          Other tokens
        </Button>
      </div>
      <p role="alert" className={styles.problem}>
        {problem}
      </p>
      {result && <Answer {...result} />}
    </form>
  );
}

function Answer({ tokens, next, classes }: Extract<Result, { kind: 'tokens' }>): ReactNode {
  const rows = next
    .slice(0, listed)
    .map((likely, position) => [
      `${position + 1}`,
      `${tokens[position]}`,
      likely
        .map(
          ({ token, logit, probability }) =>
            `${token}: ${(100 * probability).toFixed(1)} % (${formatNumber(logit, 5)})`,
        )
        .join(', '),
    ]);
  return (
    <>
      <DataTable
        label="What the model expects after each token"
        columns={['Position', 'Token read', 'Likeliest next tokens, with probability and logit']}
        rows={rows}
        namedRows
        low
      />
      {next.length > listed && <p>{`The first ${listed} positions of ${next.length}. A file has all of them.`}</p>}
      {classes && (
        <p>{`Logits of the classes: ${[...classes]
          .slice(0, 20)
          .map((logit) => formatNumber(logit, 5))
          .join(', ')}`}</p>
      )}
    </>
  );
}
