import type { Dot, Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { formatNumber } from '../../lib/format.ts';
import type { SeriesName, Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data, Range } from './compute.ts';
import type { View } from './definition.ts';
import { definition, keyLengths, lambdas, strengths } from './definition.ts';

/** Steps of the last chart. */
const repeats = 12;

const labels = {
  deltanet: 'DeltaNet, β ≤ 1',
  deltanetWide: 'DeltaNet, β up to 2',
  vla: 'VLA',
  linear: 'linear attention',
};

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, view: given, theme, width, document }) {
    const chosen = chosenIn(data, given);
    const eigenvalue = { label: 'eigenvalue', ...(chosen.isUnit && { domain: [-1.05, 1.05] as const }) };
    const zero = { y: 0, label: '', style: seriesStyle('published', theme) };
    return linePanels({
      ...{ document, theme, width },
      label: definition.alternative,
      height: 240,
      legend: (Object.keys(labels) as (keyof typeof labels)[]).map((name) => ({
        label: labels[name],
        style: seriesStyle(name, theme),
      })),
      charts: [
        {
          title: 'DeltaNet, by its write strength',
          x: { label: 'β', ticks: [0, 0.5, 1, 1.5, 2] },
          y: eigenvalue,
          series: overRecorded({ data, recorded }, (one) => deltaNetLines(one, given, theme)),
          references: [zero],
          dots: [dot({ x: strengths[chosen.strength], y: chosen.deltanet, label: 'β' }, chosen.deltanetName, theme)],
        },
        {
          title: 'VLA, by its initial penalty',
          x: { label: 'λ₀', scale: 'log' },
          y: eigenvalue,
          series: overRecorded({ data, recorded }, (one) => vlaLines(one, given, theme)),
          references: [zero],
          dots: [dot({ x: lambdas[chosen.lambda], y: chosen.vla.mean, label: 'λ₀' }, 'vla', theme)],
        },
        {
          title: `After n steps: ${formatNumber(chosen.deltanet, 3)}ⁿ and ${formatNumber(chosen.vla.mean, 3)}ⁿ`,
          x: { label: 'steps n' },
          y: { label: 'left of what was held', ...(chosen.isUnit && { domain: [-1.05, 1.05] as const }) },
          series: overRecorded({ data, recorded }, (one) => repeatedLines(one, given, theme)),
          references: [zero],
        },
      ],
    });
  },

  table: ({ deltanet, vla, linear }) => ({
    columns: ['mixer', 'length of the key', 'β or λ₀', 'eigenvalue', 'smallest', 'largest'],
    rows: [
      ...keyLengths.flatMap((length, i) => [
        ...[0.5, 1, 1.5, 2].map((strength) => {
          const value = deltanet[i][strengths.indexOf(strength)];
          return ['DeltaNet', length, strength, value, value, value];
        }),
        ...lambdas.map((lambda, j) => ['VLA', length, lambda, ...inOrder(vla[i][j])]),
      ]),
      ['linear attention', 1, '', linear, linear, linear],
    ],
  }),

  quantities: ({ deltanet, vla, linear }) => {
    const unit = keyLengths.indexOf(1);
    const numbers = (list: readonly Range[], part: keyof Range): number[] => list.map((range) => range[part]);
    const longest = vla[keyLengths.length - 1];
    return [
      quantity('deltaNetAtOne', 'DeltaNet, β = 1, unit key', deltanet[unit][strengths.indexOf(1)]),
      quantity('deltaNetAtTwo', 'DeltaNet, β = 2, unit key', deltanet[unit][strengths.indexOf(2)]),
      quantity('vlaSmallest', 'VLA, the smallest over all λ₀, unit keys', Math.min(...numbers(vla[unit], 'smallest'))),
      quantity('vlaLargest', 'VLA, the largest over all λ₀, unit keys', Math.max(...numbers(vla[unit], 'largest'))),
      quantity(
        'vlaLongKeys',
        'VLA, the smallest over all λ₀, keys of length 1.5',
        Math.min(...numbers(longest, 'smallest')),
      ),
      quantity('linear', 'linear attention', linear),
    ];
  },
};

const quantity = (name: string, label: string, value: number): Quantity => ({
  ...{ name, value },
  label: `Eigenvalue of a step that is not 1: ${label}`,
  tolerance: { relative: 1e-4, absolute: 1e-4 },
});

const inOrder = ({ mean, smallest, largest }: Range): number[] => [mean, smallest, largest];

/** The place in a list that is closest to a value of a slider. */
const closest = (list: readonly number[], value: number): number =>
  list.reduce((best, one, i) => (Math.abs(one - value) < Math.abs(list[best] - value) ? i : best), 0);

type DeltaNetName = 'deltanet' | 'deltanetWide';

/** What the reader's sliders stand for. */
function chosenIn({ deltanet, vla }: Data, { strength, lambda0, keyLength }: View) {
  const places = { length: closest(keyLengths, keyLength), strength: closest(strengths, strength) };
  const lambda = closest(lambdas, Number(lambda0));
  return {
    ...{ ...places, lambda },
    isUnit: keyLengths[places.length] <= 1,
    deltanet: deltanet[places.length][places.strength],
    deltanetName: deltanetName(strengths[places.strength]),
    vla: vla[places.length][lambda],
  };
}

const deltanetName = (strength: number): DeltaNetName => (strength <= 1 ? 'deltanet' : 'deltanetWide');

/** Where the reader's slider stands. */
const dot = ({ x, y, label }: Required<Pick<Dot, 'x' | 'y' | 'label'>>, name: SeriesName, theme: Theme): Dot => ({
  ...{ x, y, style: seriesStyle(name, theme) },
  label: `${label} ${formatNumber(x, 3)}`,
});

function deltaNetLines({ deltanet }: Data, { keyLength }: View, theme: Theme): Series[] {
  const values = deltanet[closest(keyLengths, keyLength)];
  const one = strengths.indexOf(1);
  const line = (name: DeltaNetName, from: number, to: number): Series => ({
    ...{ label: labels[name], style: seriesStyle(name, theme) },
    points: values.slice(from, to + 1).map((y, i) => ({ x: strengths[from + i], y })),
  });
  return [line('deltanet', 0, one), line('deltanetWide', one, strengths.length - 1)];
}

function vlaLines({ vla, linear }: Data, { keyLength }: View, theme: Theme): Series[] {
  const ranges = vla[closest(keyLengths, keyLength)];
  return [
    {
      ...{ label: labels.vla, style: seriesStyle('vla', theme) },
      points: ranges.map(({ mean, smallest, largest }, i) => ({
        x: lambdas[i],
        y: mean,
        low: smallest,
        high: largest,
      })),
    },
    {
      ...{ label: labels.linear, style: seriesStyle('linear', theme) },
      points: lambdas.map((x) => ({ x, y: linear })),
    },
  ];
}

function repeatedLines(data: Data, given: View, theme: Theme): Series[] {
  const { deltanet, deltanetName, vla } = chosenIn(data, given);
  const line = (name: keyof typeof labels, value: number): Series => ({
    ...{ label: labels[name], style: seriesStyle(name, theme) },
    points: Array.from({ length: repeats + 1 }, (_, n) => ({ x: n, y: value ** n })),
  });
  return [line(deltanetName, deltanet), line('vla', vla.mean), line('linear', data.linear)];
}
