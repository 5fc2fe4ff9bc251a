import { norm } from '@vla/kernels/math';
import { colorBar } from '../../lib/drawing/heatmap.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import { at, element, figureRoot, type } from '../../lib/drawing/svg.ts';
import type { ExperimentView } from '../../lib/experiment.ts';
import type { SeriesName } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { board } from './board.ts';
import type { Data, Frame } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';

const charts: readonly { readonly label: string; readonly style: SeriesName; readonly of: (frame: Frame) => number }[] =
  [
    { label: 'δ', style: 'second', of: ({ delta }) => delta },
    { label: '‖e‖', style: 'vla', of: ({ e }) => norm(e) },
  ];

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, view: { step }, theme, width, document }) {
    const t = Math.min(data.frames.length, Math.max(1, Math.round(step)));
    const tiles = board({ document, theme, data, t });
    const top = 26;
    const wide = width >= tiles.width + 240;
    const chartHeight = wide ? tiles.height / 2 - 4 : 160;
    const chartsAt = wide ? { x: tiles.width + 24, y: top } : { x: 0, y: top + tiles.height + 12 };
    const below = wide ? top + tiles.height + 8 : chartsAt.y + charts.length * (chartHeight + 8) + 4;
    const chart = ({ label, style, of }: (typeof charts)[number], i: number): Element => {
      const line = ({ frames }: Data) => ({
        label,
        style: seriesStyle(style, theme),
        points: frames.map((frame, index) => ({ x: index + 1, y: of(frame) })),
      });
      const highest = Math.max(...[...data.frames, ...(recorded?.frames ?? [])].map(of));
      return at(
        chartsAt.x,
        chartsAt.y + i * (chartHeight + 8),
        lineChart({
          document,
          theme,
          width: width - chartsAt.x,
          height: chartHeight,
          labels: 'none',
          x: { label: 'step t' },
          y: { label, domain: [0, highest] },
          series: overRecorded({ data, recorded }, (one) => [line(one)]),
          cursor: t,
        }),
      );
    };
    const scale = { low: '−largest', high: 'largest', note: 'of each panel, over all steps' };
    return figureRoot({
      document,
      theme,
      width,
      height: below + 32,
      label: definition.alternative,
      children: [
        element(
          document,
          'text',
          { y: 14, 'font-size': type.title, 'font-weight': 600 },
          `Step ${t} of ${data.frames.length}`,
        ),
        at(0, top, tiles.node),
        ...charts.map(chart),
        at(0, below, colorBar({ document, theme, width: 160, ...scale })),
      ],
    });
  },

  table: ({ frames }) => ({
    columns: ['step', 'δ', '‖z‖', '‖α‖', '‖e‖', '‖A‖', '‖S‖', '‖o‖'],
    rows: frames.map(({ delta, z, alpha, e, inverse, memory, o }, i) => [
      i + 1,
      delta,
      ...[z, alpha, e, inverse, memory, o].map(norm),
    ]),
  }),

  quantities: ({ frames, memoryIdentity, inverseIdentity }) => [
    {
      name: 'memoryIdentity',
      label: 'Largest relative error of S against S + eαᵀ computed from the step before, over all steps',
      value: memoryIdentity,
      // Made of rounding: only its size is comparable.
      tolerance: { relative: 0, absolute: 1e-5 },
    },
    {
      name: 'inverseIdentity',
      label: 'Largest relative error of A against A − zzᵀ/δ computed from the step before, over all steps',
      value: inverseIdentity,
      tolerance: { relative: 0, absolute: 1e-5 },
    },
    {
      name: 'finalMemoryNorm',
      label: 'Frobenius norm of S after the last step',
      value: norm(frames[frames.length - 1].memory),
      tolerance: { relative: 1e-4, absolute: 0 },
    },
  ],
};
