import { formatNumber } from '../../lib/format.ts';
import type { Series } from '../../lib/drawing/chartParts.ts';
import { colorBar, heatmap } from '../../lib/drawing/heatmap.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { at, element, figureRoot, type } from '../../lib/drawing/svg.ts';
import { seriesStyle, type SeriesName, type Theme } from '../../lib/palette.ts';
import { describePlot } from '../cell/plot.ts';
import type { CellPlot, LinePlot, MatrixPlot } from '../cell/protocol.ts';

interface DrawArguments<P extends CellPlot> {
  readonly plot: P;
  readonly theme: Theme;
  readonly width: number;
  readonly document: Document;
}

/** Lines of these names have their operator's colour, as in all figures of the site. */
const operators: Readonly<Record<string, SeriesName>> = {
  VLA: 'vla',
  DeltaNet: 'deltanet',
  'linear attention': 'linear',
  'softmax attention': 'softmax',
};
const others: readonly SeriesName[] = [
  'vlaRandom',
  'linearUnit',
  'ridge',
  'deltanet',
  'softmax',
  'linear',
  'vla',
  'published',
];

export function drawPlot({ plot, ...place }: DrawArguments<CellPlot>): Element {
  return plot.kind === 'lines' ? drawLines({ plot, ...place }) : drawMatrix({ plot, ...place });
}

function drawLines({ plot, theme, width, document }: DrawArguments<LinePlot>): Element {
  const taken = new Set(plot.lines.map(({ name }) => operators[name]));
  const free = others.filter((name) => !taken.has(name));
  const series = plot.lines.map(({ name, points }): Series => {
    const style = seriesStyle(operators[name] ?? free.shift() ?? 'published', theme);
    return { label: name, style, points: points.map(([x, y]) => ({ x, y })) };
  });
  const height = Math.round(Math.min(340, Math.max(240, width * 0.5)));
  const labels = plot.lines.length > 1 && width >= 480 ? 'ends' : 'rows';
  const { title, x, y } = plot;
  return lineChart({ document, theme, width, height, title: title || undefined, x, y, series, labels });
}

function drawMatrix({ plot, theme, width, document }: DrawArguments<MatrixPlot>): Element {
  const { values, columns, title } = plot;
  const rows = values.length / columns;
  const largest = Math.max(...values.map(Math.abs));
  const square = Math.max(1, Math.min(24, Math.floor(Math.min(width, 420) / columns), Math.floor(420 / rows)));
  const top = title ? 24 : 0;
  const end = formatNumber(largest);
  const children = [
    at(0, top, heatmap({ document, theme, values, columns, largest, square })),
    at(0, top + rows * square + 14, colorBar({ document, theme, width: 160, low: `−${end}`, high: end, note: '' })),
  ];
  if (title)
    children.unshift(element(document, 'text', { x: 0, y: 14, 'font-size': type.title, 'font-weight': 600 }, title));
  const size = { width: Math.max(columns * square, 200, title.length * 8), height: top + rows * square + 50 };
  return figureRoot({ document, theme, ...size, label: describePlot(plot), children });
}
