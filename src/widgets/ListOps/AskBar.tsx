import { type FormEvent, type ReactNode } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import Button from '../../components/Button/index.tsx';
import { capitalized } from '../../lib/format.ts';
import { mixerLabel } from '../Training/controls.ts';
import type { LoadedModel } from '../Training/protocol.ts';
import TextField from '../Training/TextField.tsx';
import { inWords } from './answers.ts';
import { percent } from './Floors.tsx';
import styles from './styles.module.css';
import type { Asked, Asking } from './useAsking.ts';
import type { TypedExpression } from './useExpression.ts';

interface AskBarProps {
  readonly typed: TypedExpression;
  readonly asking: Asking;
  readonly canAskTrained: boolean;
  /** Which expressions are drawn. */
  readonly children: ReactNode;
}

const names: Readonly<Record<Asked, string>> = { recorded: 'the recorded model', trained: 'the model trained here' };

/** The expression as text, and who is asked for its brackets. */
export default function AskBar({ typed, asking, canAskTrained, children }: AskBarProps): ReactNode {
  const { text, expression, problem, change, draw } = typed;
  const { answered, recorded } = asking;
  const provenance = useBaseUrl('/checkpoints/listops-b-vla.json');
  const first: Asked = canAskTrained ? 'trained' : 'recorded';
  const ask = (by: Asked) => (event?: FormEvent) => {
    event?.preventDefault();
    if (expression && !asking.busy) asking.ask(by, expression);
  };
  return (
    <form className={styles.ask} onSubmit={ask(first)}>
      <div className={styles.question}>
        {children}
        <TextField
          label="Expression"
          help="Digits, and operators with at least two operands: [MIN 4 7], [MAX …], [MED …] for the median, [SM …] for the sum modulo 10."
          value={text}
          onChange={change}
        />
      </div>
      <div className={styles.buttons}>
        <Button onClick={draw}>Draw another</Button>
        {canAskTrained && (
          <Button type="submit" aria-disabled={!expression || asking.busy !== ''}>{`Ask ${names.trained}`}</Button>
        )}
        <Button
          type={canAskTrained ? 'button' : 'submit'}
          aria-disabled={!expression || asking.busy !== ''}
          onClick={canAskTrained ? () => ask('recorded')() : undefined}
        >
          {`Ask ${names.recorded}`}
        </Button>
        <a href={provenance}>Where it came from</a>
        <span role="status">
          {asking.busy ||
            (answered?.expression === expression && answered
              ? `${capitalized(names[answered.by])}: ${inWords(answered.answers)}.`
              : '')}
        </span>
      </div>
      <p role="alert" className={styles.problem}>
        {problem || asking.problem}
      </p>
      {recorded && <p className={styles.soft}>{summary(recorded)}</p>}
    </form>
  );
}

function summary({ options, step, parameters, trainedOn, ran, evaluation }: LoadedModel): string {
  return (
    `The recorded model: ${mixerLabel(String(options.model?.mixer))}, ${parameters} weights, trained for ${step} steps with ` +
    `seed ${options.seed} by tfjs’s backend “${trainedOn}” on expressions of at most ` +
    `${String(options.task.settings?.['maxLength'])} tokens. Tested here just now, on ${ran.adapter}: ${percent(evaluation.accuracy)} of the ` +
    `brackets of ${evaluation.sequences} unseen expressions right.`
  );
}
