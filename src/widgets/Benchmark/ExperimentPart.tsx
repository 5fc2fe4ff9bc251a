import { useCallback, useEffect, useState, type ReactNode } from 'react';
import DataTable from '../../components/DataTable/index.tsx';
import Drawing from '../../components/Drawing/index.tsx';
import { useDrawingTheme } from '../../components/useDrawingTheme.ts';
import { experiments } from '../../experiments/registry.ts';
import type { ExperimentView } from '../../lib/experiment.ts';
import { formatNumber } from '../../lib/format.ts';

interface ExperimentPartProps {
  readonly id: string;
  readonly data: unknown;
  readonly onError: (error: unknown) => void;
}

/** An experiment's picture, numbers and table, for data measured here. */
export default function ExperimentPart({ id, data, onError }: ExperimentPartProps): ReactNode {
  const { definition, loadView } = experiments[id]!;
  const theme = useDrawingTheme();
  const [view, setView] = useState<ExperimentView<unknown, object> | null>(null);
  useEffect(() => {
    loadView().then((loaded) => setView(() => loaded), onError);
  }, [loadView, onError]);
  const draw = useCallback(
    (width: number) => view!.draw({ data, view: definition.view, theme, width, document }),
    [view, data, definition, theme],
  );
  if (!view) return null;
  return (
    <>
      <Drawing label={`${definition.title}, measured here`} draw={draw} onError={onError} />
      <ul>
        {view.quantities(data).map(({ name, label, value, unit }) => (
          <li key={name}>
            {label}: <strong>{formatNumber(value)}</strong>
            {unit && `\u00a0${unit}`}
          </li>
        ))}
      </ul>
      <DataTable label={`Numbers of ${definition.title}`} {...view.table(data)} low />
    </>
  );
}
