import type { LineChartArguments } from './lineChart.ts';
import { lineChart } from './lineChart.ts';
import type { PanelsArguments } from './panels.ts';
import { panels } from './panels.ts';

export interface LinePanelsArguments extends Pick<
  PanelsArguments,
  'document' | 'theme' | 'width' | 'label' | 'height' | 'legend'
> {
  /** What each chart shows; its lines are named in the legend unless it says otherwise. */
  readonly charts: readonly Omit<LineChartArguments, 'document' | 'theme' | 'width' | 'height'>[];
}

/** Line charts of one size under one legend: two in a row, or one below the other on a phone. */
export function linePanels({ charts, ...shared }: LinePanelsArguments): Element {
  const { document, theme, width } = shared;
  return panels({
    ...shared,
    columns: width >= 560 ? 2 : 1,
    draw: charts.map((chart) => (size) => lineChart({ document, theme, ...size, labels: 'none', ...chart })),
  });
}
