import { summary } from '../../lib/compute/statistics.ts';
import type { Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import { mixerLabel } from '../../lib/training/config.ts';
import { withinRuns } from '../../lib/training/tolerance.ts';
import type { Stage, StagedData, StagedEntrant } from './data.ts';
import { leftFloor } from './left.ts';

export const percent = (share: number): number => 100 * share;

/** The accuracy of each run that came to the end of a stage, in per cent. */
export const accuraciesAt = (at: number, { runs }: StagedEntrant): number[] =>
  runs.flatMap(({ stages }) => (stages[at] ? [percent(stages[at].accuracy)] : []));

export const quantitiesOf = ({ stages, entrants }: StagedData): Quantity[] => [
  ...entrants.flatMap((entrant) => stages.flatMap((stage, at) => ofStage(stage, at, entrant))),
  ...entrants.map(({ mixer, learningRate }) => ({
    name: `${mixer}LearningRate`,
    label: `Learning rate, ${mixerLabel(mixer)}`,
    value: learningRate,
    tolerance: { relative: 1e-9, absolute: 0 },
  })),
  ...stages.flatMap(({ key, title, rules }) =>
    rules.map((rule) => ({
      name: `${rule.key}${key}`,
      label: `${capitalized(rule.label)}, ${title}`,
      value: percent(rule.accuracy),
      unit: '%',
      // Counted, not measured: another run must find the same.
      tolerance: { relative: 1e-6, absolute: 1e-6 },
    })),
  ),
];

function ofStage(stage: Stage, at: number, entrant: StagedEntrant): Quantity[] {
  const accuracies = accuraciesAt(at, entrant);
  if (accuracies.length === 0) return [];
  const { mean, deviation } = summary(accuracies);
  const who = `${mixerLabel(entrant.mixer)}, ${stage.title}`;
  return [
    {
      name: `${entrant.mixer}${capitalized(stage.key)}`,
      label: `Accuracy of ${who}`,
      value: mean,
      spread: deviation,
      unit: '%',
      tolerance: withinRuns(accuracies, 3),
    },
    {
      name: `${entrant.mixer}Left${stage.key}`,
      label: `Runs of ${entrant.runs.length} that left the floor, ${who}`,
      value: leftFloor(stage, at, entrant),
      // A part of the runs may be any of them.
      tolerance: { relative: 0, absolute: entrant.runs.length },
    },
  ];
}

/** What a smaller run must find again: the first run of a mixer, in each stage. */
export const firstRun =
  (mixer: StagedEntrant['mixer']) =>
  ({ stages, entrants }: StagedData): Quantity[] => {
    const entrant = entrants.find((one) => one.mixer === mixer)!;
    return stages.flatMap(({ key, title }, at) => {
      const [accuracy] = accuraciesAt(at, { ...entrant, runs: entrant.runs.slice(0, 1) });
      if (accuracy === undefined) return [];
      return {
        name: `${mixer}FirstRun${key}`,
        label: `Accuracy of the first run of ${mixerLabel(mixer)}, ${title}`,
        value: accuracy,
        unit: '%',
        tolerance: { relative: 0, absolute: 5 },
      };
    });
  };
