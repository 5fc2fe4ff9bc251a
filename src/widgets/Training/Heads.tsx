import { useCallback, type ReactNode } from 'react';
import Drawing from '../../components/Drawing/index.tsx';
import { heatmap } from '../../lib/drawing/heatmap.ts';
import { figureRoot } from '../../lib/drawing/svg.ts';
import { formatNumber } from '../../lib/format.ts';
import type { Theme } from '../../lib/palette.ts';
import { mixerLabel } from './controls.ts';
import type { RacerState } from './state.ts';
import styles from './styles.module.css';

interface HeadsProps {
  readonly racers: readonly RacerState[];
  readonly theme: Theme;
  readonly onError: (error: unknown) => void;
}

/** What the first head holds after reading one test sequence, for every racer with a state of fixed size. */
export default function Heads({ racers, theme, onError }: HeadsProps): ReactNode {
  return (
    <>
      <h2 className={styles.heading}>The first head’s state after one unseen sequence, up to its first question</h2>
      <div className={styles.heads}>
        {racers.map(({ mixer, head, scores }, i) => {
          const name = mixerLabel(mixer);
          if (!head) {
            const why =
              scores.length > 0
                ? 'keeps all keys and values, and has no state of one size'
                : 'comes after the first test';
            return <p key={i}>{`${name}: ${why}.`}</p>;
          }
          const { size, memory, inverse } = head;
          const shared = { size, theme, onError, step: scores.at(-1)?.step ?? 0 };
          return (
            <div key={i} className={styles.matrices}>
              <Matrix {...shared} name={`S of ${name}`} values={memory} />
              {inverse && <Matrix {...shared} name={`A of ${name}`} values={inverse} />}
            </div>
          );
        })}
      </div>
    </>
  );
}

interface MatrixProps {
  readonly name: string;
  readonly values: Float32Array;
  readonly size: number;
  readonly step: number;
  readonly theme: Theme;
  readonly onError: (error: unknown) => void;
}

function Matrix({ name, values, size, step, theme, onError }: MatrixProps): ReactNode {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const draw = useCallback(
    (width: number) => {
      const side = Math.min(width, 220);
      const grid = heatmap({ document, theme, values, columns: size, largest, square: side / size });
      return figureRoot({ document, theme, width: side, height: side, label: name, children: [grid] });
    },
    [name, values, size, largest, theme],
  );
  const range = `colours from −${formatNumber(largest, 3)} to ${formatNumber(largest, 3)}`;
  return (
    <div className={styles.matrix}>
      <p aria-hidden="true">
        <strong>{name}</strong> · step {step}
        <br />
        {range}
      </p>
      <Drawing
        label={`${name}, ${size} by ${size} numbers after step ${step}, ${range}`}
        draw={draw}
        onError={onError}
      />
    </div>
  );
}
