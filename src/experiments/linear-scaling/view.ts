import type { Reference, Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { variantKey, variantLabel, variantStyle } from '../../lib/operators.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data, Line, Point } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';
import { published } from './published.ts';

/** A point that could be timed. */
interface Timed extends Point {
  readonly time: NonNullable<Point['time']>;
}

const timed = ({ points }: Line): readonly Timed[] => points.filter((point): point is Timed => point.time !== null);

/** What is drawn of a point: its value and the ends of its band. */
type Measure = (point: Timed, tokens: number) => { readonly y: number; readonly low?: number; readonly high?: number };

const milliseconds: Measure = ({ time }) => ({ y: time.median, low: time.p10, high: time.p90 });
const perSecond: Measure = ({ time }, tokens) => ({
  y: (1000 * tokens) / time.median,
  low: (1000 * tokens) / time.p90,
  high: (1000 * tokens) / time.p10,
});
const withoutBand =
  (measure: Measure): Measure =>
  (point, tokens) => ({ y: measure(point, tokens).y });

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, view: { beside }, theme, width, document }) {
    const chart = (title: string, label: string, measure: Measure, theirs: readonly Reference[]) => ({
      title,
      x: { label: 'tokens T', scale: 'log', base: 2, ticks: ticksOf(data) } as const,
      y: { label, scale: 'log' } as const,
      series: overRecorded({ data, recorded }, (one) => lines(one, measure, theme)),
      references: beside === 'published' ? theirs : [],
    });
    // Both charts have the same bands. On a phone, where the lines lie close, one of them does without.
    const narrow = width < 560;
    const times = narrow ? withoutBand(milliseconds) : milliseconds;
    const { batch } = published;
    const publishedTimes = publishedMarks(theme, (_T, ms) => ms);
    const publishedRates = publishedMarks(theme, (T, ms) => (1000 * batch * T) / ms);
    return linePanels({
      document,
      theme,
      width,
      label: definition.alternative,
      height: narrow ? 460 : 330,
      legend: data.lines.map((line) => ({ label: variantLabel(line), style: variantStyle(line, theme) })),
      charts: [
        chart('Time of one forward pass', 'milliseconds', times, publishedTimes),
        chart('Throughput', 'tokens a second', perSecond, publishedRates),
      ],
    });
  },

  table: ({ lines }) => ({
    columns: ['operator and form', 'tokens', 'median ms', '10th percentile', '90th percentile', 'tokens a second'],
    rows: lines.flatMap((line) =>
      tabulated(line.points).map(({ T, time }) =>
        time === null
          ? [variantLabel(line), T, 'too short to be timed here', '', '', '']
          : [variantLabel(line), T, time.median, time.p10, time.p90, (1000 * T) / time.median],
      ),
    ),
  }),

  quantities: ({ lines, fitFrom }) => [
    ...fastestExponent(lines, fitFrom),
    ...lines.flatMap((line): Quantity[] =>
      line.exponent === null
        ? []
        : [
            {
              name: `${variantKey(line)}Exponent`,
              label: `Exponent of time against T from T = ${fitFrom} on, ${variantLabel(line)}`,
              value: line.exponent.median,
              tolerance: null,
            },
          ],
    ),
    ...lines.flatMap((line): Quantity[] => {
      const last = timed(line).at(-1);
      if (!last) return [];
      return [
        {
          name: `${variantKey(line)}Rate`,
          label: `Tokens a second at the longest length, ${variantLabel(line)}`,
          value: (1000 * last.T) / last.time.median,
          unit: 'tokens/s',
          tolerance: null,
        },
        {
          name: `${variantKey(line)}Longest`,
          label: `Longest length measured, ${variantLabel(line)}`,
          value: last.T,
          unit: 'tokens',
          tolerance: null,
        },
      ];
    }),
  ],
};

/** The exponent of VLA in the form that is fastest at the length it reaches. */
function fastestExponent(lines: readonly Line[], fitFrom: number): Quantity[] {
  // A line with an exponent has points.
  const last = (line: Line): Timed => timed(line).at(-1)!;
  const rate = (line: Line): number => last(line).T / last(line).time.median;
  const [fastest] = lines
    .filter(({ operator, exponent }) => operator === 'vla' && exponent !== null)
    .sort((a, b) => rate(b) - rate(a));
  if (!fastest) return [];
  const label = `Exponent of time against T from T = ${fitFrom} on, VLA in its fastest form`;
  return [{ name: 'vlaExponent', label, value: fastest.exponent!.median, tolerance: null }];
}

function lines({ lines: measured }: Data, measure: Measure, theme: Theme): Series[] {
  return measured.map((line) => ({
    label: variantLabel(line),
    style: variantStyle(line, theme),
    points: timed(line).map((point) => ({ x: point.T, ...measure(point, point.T) })),
  }));
}

/** Diamonds at the published times, or at the tokens a second that follow from them. */
function publishedMarks(theme: Theme, y: (T: number, ms: number) => number): Reference[] {
  return published.times.flatMap(({ operator, name, times }) =>
    times.map(([T, ms], i) => ({
      x: T,
      y: y(T, ms),
      label: name && i === times.length - 1 ? `published: ${name}` : '',
      style: seriesStyle(operator, theme),
    })),
  );
}

/** Powers of four of the lengths: space for their numbers on a phone. */
function ticksOf({ lines }: Data): number[] {
  const lengths = [...new Set(lines.flatMap(({ points }) => points.map(({ T }) => T)))];
  return lengths.filter((T) => Number.isInteger(Math.log2(T / 128) / 2));
}

/** Every other point, and the last one: the table stays short. */
function tabulated(points: readonly Point[]): readonly Point[] {
  return points.filter((_, i) => i % 2 === 1 || i === points.length - 1);
}
