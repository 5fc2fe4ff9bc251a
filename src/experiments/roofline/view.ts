import type { Point, Series } from '../../lib/drawing/chartParts.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import { figureRoot } from '../../lib/drawing/svg.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { variantKey, variantLabel, variantStyle } from '../../lib/operators.ts';
import { inks, seriesStyle, type Theme } from '../../lib/palette.ts';
import type { Data } from './compute.ts';
import type { View } from './definition.ts';
import { definition } from './definition.ts';

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, theme, width, document }) {
    const height = Math.max(360, Math.min(440, width * 0.6));
    const reach = reachOf(data);
    const chart = lineChart({
      document,
      theme,
      width,
      height,
      labels: 'none',
      x: { label: 'operations per byte', scale: 'log', base: 2, domain: reach, ticks: ticksIn(reach) },
      y: { label: '10⁹ operations a second', scale: 'log', domain: decadesOf(data, reach) },
      series: overRecorded({ data, recorded }, (one) => [roof(one, reach, theme)]),
      dots: data.kernels.map((kernel) => ({
        x: kernel.intensity,
        y: kernel.rate.median,
        low: kernel.rate.p10,
        high: kernel.rate.p90,
        label: variantLabel(kernel),
        style: variantStyle(kernel, theme),
      })),
    });
    return figureRoot({ document, theme, width, height, label: definition.alternative, children: [chart] });
  },

  table: ({ kernels, matmul, bandwidth }) => ({
    columns: ['what', 'operations per byte', 'GFLOP/s', 'p10', 'p90', 'share of the matrix product'],
    rows: [
      ...kernels.map(({ operator, form, intensity, rate, share }) => [
        variantLabel({ operator, form }),
        intensity,
        rate.median,
        rate.p10,
        rate.p90,
        share.median,
      ]),
      [`${matmul.label}, n = ${matmul.n}`, '', matmul.rate.median, matmul.rate.p10, matmul.rate.p90, 1],
      ['copy, 10⁹ bytes a second', '', bandwidth.median, bandwidth.p10, bandwidth.p90, ''],
    ],
  }),

  quantities: ({ kernels, matmul, bandwidth }) => [
    {
      name: 'matmul',
      label: `Operations a second of the fastest matrix product: ${matmul.label}, n = ${matmul.n}`,
      value: matmul.rate.median,
      unit: 'GFLOP/s',
      tolerance: null,
    },
    { name: 'bandwidth', label: 'Bytes a second of a copy', value: bandwidth.median, unit: 'GB/s', tolerance: null },
    ...kernels.flatMap((kernel): Quantity[] => [
      {
        name: `${variantKey(kernel)}Rate`,
        label: `Useful operations a second, ${variantLabel(kernel)}`,
        value: kernel.rate.median,
        unit: 'GFLOP/s',
        tolerance: null,
      },
      {
        name: `${variantKey(kernel)}Share`,
        label: `The same over the matrix product, ${variantLabel(kernel)}`,
        value: kernel.share.median,
        tolerance: null,
      },
    ]),
  ],
};

type Reach = readonly [number, number];

/** Operations per byte on show: the bend of the roof and all kernels, with space on both sides. */
function reachOf({ kernels, matmul, bandwidth }: Data): Reach {
  const places = [matmul.rate.median / bandwidth.median, ...kernels.map(({ intensity }) => intensity)];
  return [Math.min(...places) / 4, Math.max(...places) * 4];
}

/** Whole powers of ten around the roof and all kernels. */
function decadesOf({ kernels, matmul, bandwidth }: Data, [from]: Reach): Reach {
  const rates = [matmul.rate.median, bandwidth.median * from, ...kernels.flatMap(({ rate }) => [rate.p10, rate.p90])];
  return [10 ** Math.floor(Math.log10(Math.min(...rates))), 10 ** Math.ceil(Math.log10(Math.max(...rates)))];
}

/** Powers of four, or of sixteen where those are many. */
function ticksIn([from, to]: Reach): number[] {
  const every = Math.log2(to / from) > 12 ? 4 : 2;
  const first = Math.ceil(Math.log2(from) / every);
  const last = Math.floor(Math.log2(to) / every);
  return Array.from({ length: last - first + 1 }, (_, i) => 2 ** (every * (first + i)));
}

/** min(bandwidth · intensity, matrix product). */
function roof({ matmul, bandwidth }: Data, [from, to]: Reach, theme: Theme): Series {
  const flat = matmul.rate.median;
  const knee = flat / bandwidth.median;
  const at = (x: number): Point => ({ x, y: Math.min(flat, bandwidth.median * x) });
  const places = [from, ...(knee > from && knee < to ? [knee] : []), to];
  const style = { ...seriesStyle('published', theme), color: inks[theme].muted, dash: undefined };
  return { label: 'roof', style, points: places.map(at) };
}
