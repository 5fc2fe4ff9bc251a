import type { MixerName } from '@vla/kernels/model';
import { summary } from '../compute/statistics.ts';
import type { Axis, Dot, Reference, Series } from '../drawing/chartParts.ts';
import { lineChart } from '../drawing/lineChart.ts';
import { figureRoot } from '../drawing/svg.ts';
import type { DataTable, DrawArguments, ExperimentView, Quantity } from '../experiment.ts';
import type { Theme } from '../palette.ts';
import { seriesStyle } from '../palette.ts';
import type { TestedData, TestedEntrant } from './accuracy.ts';
import { accuracies } from './accuracy.ts';
import { mixerLabel } from './config.ts';
import { withinRuns } from './tolerance.ts';

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
  /** Setting of a smaller run, which repeats VLA's first run that counts: of the short training, where there is one. */
  readonly trial: object;
}

export function accuracyView(shown: AccuracyView): ExperimentView<TestedData, object> {
  return {
    draw: (args) => draw(args, shown),
    table: (data) => table(data, shown),
    quantities: (data) => namedEntrants(data).flatMap((one) => quantitiesOf(one, shown)),
    trial: {
      config: shown.trial,
      quantities(data) {
        const ofVla = namedEntrants(data).filter(({ entrant }) => entrant.mixer === 'vla');
        return firstRun(ofVla.at(-1)!, shown);
      },
    },
  };
}

/** An entrant, and what it is called in names and texts. */
interface NamedEntrant {
  readonly entrant: TestedEntrant;
  readonly name: string;
  readonly label: string;
}

/** The short training stands last. */
function namedEntrants({ entrants, short = [] }: TestedData): NamedEntrant[] {
  return [
    ...entrants.map((entrant) => ({ entrant, name: entrant.mixer, label: mixerLabel(entrant.mixer) })),
    ...short.map((entrant) => ({ entrant, name: 'short', label: `${mixerLabel(entrant.mixer)}, short training` })),
  ];
}

function draw(
  { data, recorded, theme, width, document }: DrawArguments<TestedData, object>,
  shown: AccuracyView,
): Element {
  const height = Math.max(340, Math.min(430, width * 0.58));
  const dots = shown.published.map(({ mixer, x, accuracy }): Dot => ({
    x,
    y: accuracy,
    style: seriesStyle(mixer, theme),
  }));
  // A picture of all mixers has no space for what repeats one of them in short.
  const showsShort = data.entrants.length === 0;
  const lines = (of: TestedData, pale: boolean): Series[] =>
    namedEntrants(of)
      .filter(({ name }) => name !== 'short' || showsShort)
      .map((one) => lineOf(one, shown, theme, pale));
  const references: Reference[] = [{ ...shown.limit, style: seriesStyle('published', theme) }];
  const chart = lineChart({
    document,
    theme,
    width,
    height,
    x: shown.x,
    y: { label: 'accuracy', domain: [0, 1.02], ticks: [0, 0.25, 0.5, 0.75, 1] },
    series: [...(recorded ? lines(recorded, true) : []), ...lines(data, false)],
    references,
    dots,
  });
  return figureRoot({ document, theme, width, height, label: shown.alternative, children: [chart] });
}

function lineOf({ entrant, name, label }: NamedEntrant, { values }: AccuracyView, theme: Theme, pale: boolean): Series {
  return {
    label,
    style: seriesStyle(name === 'short' ? 'vlaRandom' : entrant.mixer, theme),
    pale,
    points: accuracies(entrant).map(({ mean, deviation }, i) => ({
      x: values[i],
      y: mean,
      low: Math.max(0, mean - deviation),
      high: Math.min(1, mean + deviation),
    })),
  };
}

function table(data: TestedData, { values, x }: AccuracyView): DataTable {
  const columns = namedEntrants(data);
  const rows = Math.max(...columns.map(({ entrant }) => entrant.runs[0].accuracy.length));
  return {
    columns: [x.label, ...columns.flatMap(({ label }) => [label, '±', 'lowest run'])],
    rows: values.slice(0, rows).map((value, i) => [value, ...columns.flatMap(({ entrant }) => cells(entrant, i))]),
  };
}

/** Empty where a test was not made. */
function cells(entrant: TestedEntrant, test: number): readonly (number | string)[] {
  const accuracy = accuracies(entrant)[test];
  return accuracy ? [accuracy.mean, accuracy.deviation, Math.min(...runsAt(entrant, test))] : ['', '', ''];
}

/** The accuracy of every run in one test. */
const runsAt = ({ runs }: TestedEntrant, test: number): number[] => runs.map(({ accuracy }) => accuracy[test]);

function quantitiesOf({ entrant, name, label }: NamedEntrant, { values, named }: AccuracyView): Quantity[] {
  const { learningRate, runs } = entrant;
  const steps = runs.map((run) => run.steps);
  const allSteps = summary(steps);
  return [
    ...accuracies(entrant).map(({ mean, deviation }, i): Quantity => ({
      name: `${name}At${values[i]}`,
      label: `Accuracy of ${label}, ${named(values[i])}`,
      value: mean,
      spread: deviation,
      tolerance: withinRuns(runsAt(entrant, i), 0.05),
    })),
    {
      name: `${name}Steps`,
      label: `Steps of a run, ${label}`,
      value: allSteps.mean,
      spread: allSteps.deviation,
      tolerance: withinRuns(steps, 0.2 * allSteps.mean),
    },
    {
      name: `${name}LearningRate`,
      label: `Learning rate, ${label}`,
      value: learningRate,
      tolerance: { relative: 1e-9, absolute: 0 },
    },
  ];
}

/** Rounding grows during training, so that another version of the code gives other weights; the score stays close. */
function firstRun({ entrant, name, label }: NamedEntrant, { values, named }: AccuracyView): Quantity[] {
  return entrant.runs[0].accuracy.map((value, i) => ({
    name: `${name}FirstRunAt${values[i]}`,
    label: `Accuracy of the first run of ${label}, ${named(values[i])}`,
    value,
    tolerance: { relative: 0, absolute: 0.1 },
  }));
}
