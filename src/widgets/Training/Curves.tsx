import { useMemo, type ReactNode } from 'react';
import { seriesStyle, type Theme } from '../../lib/palette.ts';
import Chart from './Chart.tsx';
import { lossChart, scoreChart } from './charts.ts';
import { mixerLabel } from './controls.ts';
import type { RacerState } from './state.ts';
import styles from './styles.module.css';

interface CurvesProps {
  readonly racers: readonly RacerState[];
  readonly steps: number;
  readonly theme: Theme;
}

/** Loss and test scores of all racers against the step, as they come in. */
export default function Curves({ racers, steps, theme }: CurvesProps): ReactNode {
  const loss = useMemo(() => lossChart(racers, { steps, theme }), [racers, steps, theme]);
  const scores = useMemo(() => scoreChart(racers, { steps, theme }), [racers, steps, theme]);
  return (
    <>
      <ul className={styles.legend}>
        {racers.map(({ mixer }, i) => (
          <li key={i}>
            <Stroke mixer={mixer} theme={theme} />
            {mixerLabel(mixer)}
          </li>
        ))}
      </ul>
      <div className={styles.curves}>
        <Chart title="Training loss, nats" label={`Training loss: ${lossInWords(racers)}`} {...loss} />
        <Chart
          title="Unseen sequences without a mistake; thin: right answers"
          label={`Test scores: ${scoresInWords(racers)}`}
          {...scores}
        />
      </div>
    </>
  );
}

function Stroke({ mixer, theme }: { mixer: string; theme: Theme }): ReactNode {
  const { color, dash } = seriesStyle(mixer as never, theme);
  return (
    <svg width="28" height="8" aria-hidden="true">
      <line x1="0" x2="28" y1="4" y2="4" stroke={color} strokeWidth="2" strokeDasharray={dash} />
    </svg>
  );
}

const inWords = (racers: readonly RacerState[], say: (racer: RacerState) => string): string =>
  racers.map((racer) => `${mixerLabel(racer.mixer)} ${say(racer)}`).join('; ') +
  '. The numbers are in the table below.';

const lossInWords = (racers: readonly RacerState[]): string =>
  inWords(racers, ({ points }) => {
    const last = points.at(-1);
    return last ? `from ${points[0]!.loss.toFixed(2)} to ${last.loss.toFixed(2)} at step ${last.step}` : 'not begun';
  });

const scoresInWords = (racers: readonly RacerState[]): string =>
  inWords(racers, ({ scores }) => {
    const last = scores.at(-1);
    return last ? `${Math.round(last.exactMatch * 100)} % without a mistake at step ${last.step}` : 'not tested yet';
  });
