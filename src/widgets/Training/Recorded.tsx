import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useDrawingTheme } from '../../components/useDrawingTheme.ts';
import type { Draft } from '../../lib/fields.ts';
import Chart from './Chart.tsx';
import { lossChart, scoreChart } from './charts.ts';
import { defaults, mixerLabel } from './controls.ts';
import { isPreset } from './Presets.tsx';
import type { RecordedCurves } from './recorded/curves.ts';
import { loadPublished } from './recorded/publishedRecord.ts';
import { smallRecord } from './recorded/smallRecord.ts';
import styles from './styles.module.css';

/** What others came to who trained this: the curves of recorded runs, where the setting has a record. */
export default function Recorded({ draft }: { readonly draft: Draft }): ReactNode {
  const theme = useDrawingTheme();
  const isSmall = isPreset(draft, defaults);
  const [published, setPublished] = useState<RecordedCurves | null>(null);
  useEffect(() => {
    if (!isSmall) void loadPublished().then(setPublished);
  }, [isSmall]);
  const record = isSmall ? smallRecord : published;
  const charts = useMemo(() => {
    if (!record) return null;
    const { racers, steps } = record;
    const hasLoss = racers.some(({ points }) => points.length > 0);
    return { loss: hasLoss ? lossChart(racers, { steps, theme }) : null, scores: scoreChart(racers, { steps, theme }) };
  }, [record, theme]);
  if (!record || !charts) return null;
  const names = [...new Set(record.racers.map(({ mixer }) => mixerLabel(mixer)))].join(', ');
  return (
    <div data-recorded-runs={record.racers.length}>
      <p>{record.said}</p>
      <div className={styles.curves}>
        {charts.loss && (
          <Chart
            title="Recorded runs: training loss, nats"
            label={`Training loss of recorded runs of ${names}. ${record.said}`}
            {...charts.loss}
          />
        )}
        <Chart
          title={`Recorded runs: ${record.score}`}
          label={`Test scores of recorded runs of ${names}. ${record.said}`}
          {...charts.scores}
        />
      </div>
    </div>
  );
}
