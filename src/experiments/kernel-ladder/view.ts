import { dotRows, dotRowsHeight, type DotRow } from '../../lib/drawing/dotRows.ts';
import { at, figureRoot } from '../../lib/drawing/svg.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { formatNumber } from '../../lib/format.ts';
import { seriesStyle, type SeriesName, type Theme } from '../../lib/palette.ts';
import type { Ladder, Rung } from './climb.ts';
import type { Data } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';
import { rungLabels, type RungName } from './rungs.ts';

const gap = 24;

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    const times = [data, ...(recorded ? [recorded] : [])].flatMap(({ short, long }) =>
      [...short.rungs, ...long.rungs].map(({ time }) => time),
    );
    const domain = [Math.min(...times) / 1.3, Math.max(...times) * 1.3] as const;
    const ladders = (['short', 'long'] as const).map((which) => ({ ladder: data[which], before: recorded?.[which] }));
    const columns = width >= 640 ? 2 : 1;
    const size = (width - gap * (columns - 1)) / columns;
    const heights = ladders.map(({ ladder }) => dotRowsHeight(ladder.rungs.length));
    const charts = ladders.map(({ ladder, before }, i) => {
      const chart = dotRows({
        document,
        theme,
        width: size,
        title: `${ladder.T} tokens`,
        rows: ladder.rungs.map((rung) => rowOf(rung, before, theme)),
        domain,
        axisLabel: 'microseconds a token',
      });
      return columns === 2 ? at(i * (size + gap), 0, chart) : at(0, i * (heights[0]! + gap), chart);
    });
    const height = columns === 2 ? Math.max(...heights) : heights[0]! + gap + heights[1]!;
    return figureRoot({ document, theme, width, height, label: definition.alternative, children: charts });
  },

  table: ({ short, long }) => ({
    columns: ['tokens', 'rung', 'µs a token', 'GFLOP/s', 'gain', 'p10', 'p90', 'difference of outputs'],
    rows: [short, long].flatMap(({ T, rungs }) =>
      rungs.map(({ name, time, rate, gain, difference }) => [
        T,
        rungLabels[name],
        time,
        rate,
        ...(gain ? [gain.median, gain.p10, gain.p90] : ['', '', '']),
        difference ?? '',
      ]),
    ),
  }),

  quantities: ({ short, long }) => [...quantitiesOf(short, 'Short'), ...quantitiesOf(long, 'Long')],
};

const styles: Readonly<Record<RungName, SeriesName>> = {
  opLoop: 'published',
  recurrent: 'second',
  chunk: 'third',
  parallel: 'vla',
};

function rowOf({ name, time, gain }: Rung, recorded: Ladder | undefined, theme: Theme): DotRow {
  const [low, middle, high] = gain ? [gain.p10, gain.median, gain.p90].map((value) => formatNumber(value, 2)) : [];
  return {
    label: rungLabels[name],
    x: time,
    value: `${formatNumber(time, 2)} µs`,
    note: gain ? `gains ${middle}× (${low} to ${high})` : undefined,
    style: seriesStyle(styles[name], theme),
    recorded: recorded?.rungs.find((rung) => rung.name === name)?.time,
  };
}

/** Times and rates of every rung, its gain on the one before, and of the last one on the first. */
function quantitiesOf({ T, rungs, whole }: Ladder, suffix: 'Short' | 'Long'): Quantity[] {
  const where = `${T} tokens`;
  return [
    ...rungs.flatMap(({ name, time, rate, gain }): Quantity[] => {
      const label = `${rungLabels[name]}, ${where}`;
      return [
        { name: `${name}Time${suffix}`, label: `Time a token, ${label}`, value: time, unit: 'µs', tolerance: null },
        {
          name: `${name}Rate${suffix}`,
          label: `Useful operations a second, ${label}`,
          value: rate,
          unit: 'GFLOP/s',
          tolerance: null,
        },
        ...(gain
          ? [
              {
                name: `${name}Gain${suffix}`,
                label: `Gain on the rung before, ${label}`,
                value: gain.median,
                unit: '×',
                tolerance: null,
              },
            ]
          : []),
      ];
    }),
    {
      name: `whole${suffix}`,
      label: `Time of the first rung over that of the last, ${where}`,
      value: whole.median,
      unit: '×',
      tolerance: null,
    },
  ];
}
