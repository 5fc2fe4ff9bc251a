import { seriesStyle, type SeriesName, type SeriesStyle, type Theme } from '../../lib/palette.ts';
import { chartOptions, lineOf, type ChartContent } from '../Training/charts.ts';
import { mixerLabel } from '../Training/controls.ts';
import type { Score } from '../Training/protocol.ts';
import type { MeasuredFloors } from './floors.ts';

const floorStyles = { constant: 'published', rootOnly: 'ridge' } as const satisfies Record<string, SeriesName>;

/** The lines of the chart, as its key names them. */
export function strokes(mixer: string, theme: Theme): (SeriesStyle & { readonly name: string })[] {
  return [
    { name: mixerLabel(mixer), ...seriesStyle(mixer as SeriesName, theme) },
    { name: 'the operator alone', ...seriesStyle(floorStyles.rootOnly, theme) },
    { name: 'always the same digit', ...seriesStyle(floorStyles.constant, theme) },
  ];
}

/** Accuracy against the step, with what the constant answer and the operator alone reach as level lines. */
export function accuracyChart({
  mixer,
  scores,
  floors,
  steps,
  theme,
}: {
  readonly mixer: string;
  readonly scores: readonly Score[];
  readonly floors: MeasuredFloors | null;
  readonly steps: number;
  readonly theme: Theme;
}): ChartContent {
  const tested = new Map(scores.map(({ step, accuracy }) => [step, accuracy]));
  const at = [...new Set([0, ...tested.keys(), steps])].sort((a, b) => a - b);
  const level = (share: number | undefined): (number | null)[] => at.map(() => share ?? null);
  const names: readonly SeriesName[] = [mixer as SeriesName, floorStyles.rootOnly, floorStyles.constant];
  return {
    options: chartOptions(
      { steps, theme },
      [0, 1],
      names.map((name, i) => lineOf(name, theme, i === 0 ? 2.25 : 1.5)),
    ),
    data: [at, at.map((step) => tested.get(step) ?? null), level(floors?.rootOnly), level(floors?.constant)],
  };
}
