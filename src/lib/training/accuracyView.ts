import type { MixerName } from '@vla/kernels/model';
import { summary } from '../compute/statistics.ts';
import type { Axis, Dot, Reference, Series } from '../drawing/chartParts.ts';
import { lineChart } from '../drawing/lineChart.ts';
import { figureRoot } from '../drawing/svg.ts';
import type { DataTable, DrawArguments, ExperimentView, Quantity } from '../experiment.ts';
import type { Theme } from '../palette.ts';
import { seriesStyle } from '../palette.ts';
import type { TestedEntrant } from './accuracy.ts';
import { accuracies } from './accuracy.ts';
import { mixerLabel } from './config.ts';

interface Data {
  readonly entrants: readonly TestedEntrant[];
}

/** How one kind of test is shown. */
export interface AccuracyView {
  readonly alternative: string;
  /** Values of the quantity that the tests differ in. */
  readonly values: readonly number[];
  readonly x: Axis;
  /** Upright line. */
  readonly limit: { readonly x: number; readonly label: string };
  readonly published: readonly { readonly mixer: MixerName; readonly x: number; readonly accuracy: number }[];
  /** Of a value, in a quantity's label. */
  readonly named: (value: number) => string;
  /** The learning rate that VLA was recorded with. */
  readonly learningRate: string;
}

export function accuracyView(shown: AccuracyView): ExperimentView<Data, object> {
  return {
    draw: (args) => draw(args, shown),
    table: ({ entrants }) => table(entrants, shown),
    quantities: ({ entrants }) => entrants.flatMap((entrant) => quantitiesOf(entrant, shown)),
    // The first run that counts of every mixer, at the learning rate that was chosen, is among those of the record.
    trial: {
      config: { mixer: 'vla', learningRate: shown.learningRate, seeds: 1, longest: 144 },
      quantities: ({ entrants }) =>
        entrants.filter(({ mixer }) => mixer === 'vla').flatMap((one) => firstRun(one, shown)),
    },
  };
}

function draw({ data, recorded, theme, width, document }: DrawArguments<Data, object>, shown: AccuracyView): Element {
  const height = Math.max(340, Math.min(430, width * 0.58));
  const dots = shown.published.map(({ mixer, x, accuracy }): Dot => ({
    x,
    y: accuracy,
    style: seriesStyle(mixer, theme),
  }));
  const { limit } = shown;
  const references: Reference[] = [{ ...limit, style: seriesStyle('published', theme) }];
  const chart = lineChart({
    document,
    theme,
    width,
    height,
    x: shown.x,
    y: { label: 'accuracy', domain: [0, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1] },
    series: [...(recorded ? lines(recorded, shown, theme, true) : []), ...lines(data, shown, theme, false)],
    references,
    dots,
  });
  return figureRoot({ document, theme, width, height, label: shown.alternative, children: [chart] });
}

function lines({ entrants }: Data, { values }: AccuracyView, theme: Theme, pale: boolean): Series[] {
  return entrants.map((entrant) => ({
    label: mixerLabel(entrant.mixer),
    style: seriesStyle(entrant.mixer, theme),
    pale,
    points: accuracies(entrant).map(({ mean, deviation }, i) => ({
      x: values[i],
      y: mean,
      low: Math.max(0, mean - deviation),
      high: Math.min(1, mean + deviation),
    })),
  }));
}

function table(entrants: readonly TestedEntrant[], { values, x }: AccuracyView): DataTable {
  const columns = entrants.flatMap(({ mixer }) => [mixerLabel(mixer), '±']);
  const summaries = entrants.map(accuracies);
  return {
    columns: [x.label, ...columns],
    rows: summaries[0].map((_, i) => [values[i], ...summaries.flatMap((list) => [list[i].mean, list[i].deviation])]),
  };
}

function quantitiesOf(entrant: TestedEntrant, { values, named }: AccuracyView): Quantity[] {
  const { mixer, learningRate, runs } = entrant;
  const label = mixerLabel(mixer);
  const steps = summary(runs.map((run) => run.steps));
  return [
    ...accuracies(entrant).map(({ mean, deviation }, i): Quantity => {
      const name = `${mixer}At${values[i]}`;
      const tolerance = { relative: 0, absolute: Math.max(0.05, 3 * deviation) };
      return { name, label: `Accuracy of ${label}, ${named(values[i])}`, value: mean, spread: deviation, tolerance };
    }),
    {
      name: `${mixer}Steps`,
      label: `Steps of a run, ${label}`,
      value: steps.mean,
      spread: steps.deviation,
      tolerance: { relative: 0.5, absolute: 0 },
    },
    {
      name: `${mixer}LearningRate`,
      label: `Learning rate chosen, ${label}`,
      value: learningRate,
      tolerance: { relative: 1e-9, absolute: 0 },
    },
  ];
}

/** Rounding grows during training, so that another version of the code gives other weights; the score stays close. */
function firstRun({ mixer, runs }: TestedEntrant, { values, named }: AccuracyView): Quantity[] {
  return runs[0].accuracy.map((value, i) => ({
    name: `${mixer}FirstRunAt${values[i]}`,
    label: `Accuracy of the first run of ${mixerLabel(mixer)}, ${named(values[i])}`,
    value,
    tolerance: { relative: 0, absolute: 0.1 },
  }));
}
