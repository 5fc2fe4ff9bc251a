import { summary } from '../../lib/compute/statistics.ts';
import type { Series } from '../../lib/drawing/chartParts.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import { panels } from '../../lib/drawing/panels.ts';
import type { Strip, StripMark } from '../../lib/drawing/strips.ts';
import { strips, stripsHeight } from '../../lib/drawing/strips.ts';
import type { DrawArguments, ExperimentView } from '../../lib/experiment.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { mixerLabel, mixers } from '../../lib/training/config.ts';
import type { ClimbedRung, LadderData } from '../listops-ladder/data.ts';
import type { RungName } from '../listops-ladder/rungs.ts';
import { accuraciesIn, asks, climberIn, floorMarks, percent, rungIn } from '../listops-ladder/shown.ts';
import { definition } from './definition.ts';
import { published } from './published.ts';
import { firstRun, quantitiesOf } from './quantities.ts';

const accuracyAxis = { domain: [0, 100], ticks: [0, 25, 50, 75, 100], axisLabel: 'accuracy, %' } as const;

export const view: ExperimentView<LadderData, object> = {
  draw(args) {
    const { document, theme, width } = args;
    const ofRungs = (['A', 'B', 'C'] as const).map((rung) => (size: { width: number }) => rungPanel(rung, args, size));
    const curves = (['A', 'B'] as const).map(
      (rung) => (size: { width: number; height: number }) => curvePanel(rung, args, size),
    );
    const most = Math.max(...args.data.rungs.map((rung) => floorMarks(rung, 'all').length));
    const [a, b, c] = ofRungs;
    const [curveA, curveB] = curves;
    return panels({
      document,
      theme,
      width,
      label: definition.alternative,
      columns: width >= 560 ? 2 : 1,
      height: stripsHeight(mixers.length, most),
      draw: [a, curveA, b, curveB, c, (size) => publishedPanel(args, size)],
    });
  },

  table: ({ rungs }) => ({
    columns: ['rung', 'mixer or rule', 'learning rate', 'runs', 'accuracy, %', '±', 'lowest run'],
    rows: rungs.flatMap((rung) => [...rowsOf(rung), ...floorRows(rung)]),
  }),

  quantities: quantitiesOf,

  trial: { config: definition.live!, quantities: firstRun },
};

function rungPanel(
  name: RungName,
  { document, theme, data, recorded }: DrawArguments<LadderData, object>,
  size: { width: number },
) {
  const rung = rungIn(data, name);
  const before = recorded && rungIn(recorded, name);
  return strips({
    ...{ document, theme, ...size, ...accuracyAxis },
    title: `Rung ${name}: ${asks[name]}`,
    strips: mixers.map((mixer): Strip => ({
      label: mixerLabel(mixer).replace(' attention', ''),
      style: seriesStyle(mixer, theme),
      values: valuesOf(rung, mixer),
      ...(before && { recorded: valuesOf(before, mixer) }),
      empty: 'not run',
    })),
    marks: floorMarks(rung, 'all'),
  });
}

function valuesOf(rung: ClimbedRung, mixer: (typeof mixers)[number]): number[] {
  const climber = climberIn(rung, mixer);
  return climber ? accuraciesIn(rung, climber, 'all') : [];
}

function curvePanel(
  name: RungName,
  { document, theme, data, recorded }: DrawArguments<LadderData, object>,
  size: { width: number; height: number },
) {
  const floors = floorMarks(rungIn(data, name), 'all');
  return lineChart({
    ...{ document, theme, ...size, labels: 'none' },
    title: `Rung ${name}, during training`,
    x: { label: 'step' },
    y: { label: accuracyAxis.axisLabel, domain: [0, 102], ticks: accuracyAxis.ticks },
    series: overRecorded({ data, recorded }, (one) => curvesOf(rungIn(one, name), theme)),
    references: floors.map(({ x, label }: StripMark) => ({ y: x, label, style: seriesStyle('published', theme) })),
  });
}

function curvesOf({ climbers }: ClimbedRung, theme: Theme): Series[] {
  return climbers.flatMap(({ mixer, runs }) => {
    const looks = Math.min(...runs.map(({ curve }) => curve.length));
    if (!Number.isFinite(looks) || looks === 0) return [];
    const at = Array.from({ length: looks }, (_, i) => i);
    const points = meanLine({
      x: at.map((i) => runs[0].curve[i].step),
      summaries: at.map((i) => summary(runs.map(({ curve }) => percent(curve[i].accuracy)))),
      ...{ least: 0, most: 100 },
    });
    return [{ label: mixerLabel(mixer), style: seriesStyle(mixer, theme), points }];
  });
}

function publishedPanel({ document, theme, data }: DrawArguments<LadderData, object>, size: { width: number }) {
  return strips({
    ...{ document, theme, ...size, ...accuracyAxis },
    title: 'Published: full length, 3 seeds',
    strips: published.map(({ mixer, updates, accuracies }) => ({
      label: `${mixerLabel(mixer).replace(' attention', '')}, ${updates} updates`,
      style: seriesStyle(mixer, theme),
      values: accuracies,
      hollow: true,
    })),
    marks: floorMarks(data.published, 'all'),
  });
}

function rowsOf(rung: ClimbedRung): (string | number)[][] {
  return rung.climbers.map((climber) => {
    const accuracies = accuraciesIn(rung, climber, 'all');
    const { mean, deviation } = summary(accuracies);
    const { mixer, learningRate, runs } = climber;
    return [rung.rung, mixerLabel(mixer), learningRate, runs.length, mean, deviation, Math.min(...accuracies)];
  });
}

const floorRows = (rung: ClimbedRung): (string | number)[][] =>
  floorMarks(rung, 'all').map(({ x, label }) => [rung.rung, label, '', '', x, '', '']);
