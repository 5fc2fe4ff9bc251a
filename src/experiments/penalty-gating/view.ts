import type { Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import type { SeriesName, Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data, Placement, Write } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';

const placements: readonly { readonly placement: Placement; readonly label: string; readonly style: SeriesName }[] = [
  { placement: 'noise', label: 'λ on the noise alone', style: 'vla' },
  { placement: 'targets', label: 'λ on the targets alone', style: 'second' },
  { placement: 'all', label: 'λ on all tokens', style: 'third' },
];

const writes: readonly { readonly write: Write; readonly label: string; readonly suffix: string }[] = [
  { write: 'normalized', label: 'unit-length writes', suffix: 'Normalized' },
  { write: 'plain', label: 'plain writes', suffix: 'Plain' },
];

/** The penalty whose numbers are quoted. */
const quoted = 1000;

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    return linePanels({
      document,
      theme,
      width,
      label: definition.alternative,
      height: 290,
      legend: placements.map(({ label, style }) => ({ label, style: seriesStyle(style, theme) })),
      charts: writes.map(({ write, label }) => ({
        title: capitalized(label),
        x: { label: 'penalty λ', scale: 'log' },
        y: { label: 'cosine of answer and value', domain: [-0.1, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1] },
        series: overRecorded({ data, recorded }, (one) => lines(one, write, theme)),
      })),
    });
  },

  table: ({ penalties, cosine }) => ({
    columns: ['writes', 'λ', ...placements.flatMap(({ label }) => [label, '±'])],
    rows: writes.flatMap(({ write, label }) =>
      penalties.map((penalty, i) => [
        label,
        penalty,
        ...placements.flatMap(({ placement }) => Object.values(cosine[write][placement][i])),
      ]),
    ),
  }),

  quantities: ({ penalties, cosine }) =>
    writes.flatMap(({ write, label: how, suffix }) =>
      placements.map(({ placement, label }): Quantity => {
        const { mean, deviation } = cosine[write][placement][penalties.indexOf(quoted)];
        return {
          name: `${placement}${suffix}`,
          label: `Cosine between answer and value, ${label}, λ = ${quoted}, ${how}`,
          value: mean,
          spread: deviation,
          tolerance: { relative: 0, absolute: 5e-3 },
        };
      }),
    ),
};

function lines({ penalties, cosine }: Data, write: Write, theme: Theme): Series[] {
  return placements.map(({ placement, label, style }) => ({
    label,
    style: seriesStyle(style, theme),
    points: meanLine({ x: penalties, summaries: cosine[write][placement], most: 1 }),
  }));
}
