import { mean, summary } from '../../lib/compute/statistics.ts';
import type { Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import { withinRuns } from '../../lib/training/tolerance.ts';
import { pairsWon } from '../listops-ladder/pairsWon.ts';
import type { SizedConfig } from './contest.ts';
import type { SizedData, SizedEntrant } from './data.ts';
import type { EntrantName } from './entrants.ts';
import { shown } from './entrantLabels.ts';
import { pairedWith, referenceIn } from './paired.ts';
import { accuraciesAt, entrantIn, lateGain, runsAt } from './points.ts';

export const quantitiesOf = (data: SizedData, unit: string): Quantity[] => [
  ...data.entrants.flatMap((entrant) => [
    ...entrant.points.flatMap((point) => pointQuantities(entrant.name, point, unit)),
    rateOf(entrant),
  ]),
  ...data.entrants.filter(({ name }) => name !== 'vla').flatMap(({ name }) => wonAgainst(name, data, unit)),
  ...data.entrants.flatMap((entrant) => differencesFrom(entrant, data, unit)),
  ...processorHours(data),
];

function pointQuantities(name: EntrantName, { size, runs }: SizedEntrant['points'][number], unit: string): Quantity[] {
  const of = `${shown[name].label}, ${size} ${unit}`;
  const key = (what: string): string => `${name}${what}At${size}`;
  const accuracies = runs.map(({ accuracy }) => accuracy);
  const flawless = runs.map(({ exactMatch }) => exactMatch);
  const steps = runs.map((run) => run.steps);
  const solved = runs.map((run) => (run.solved ? 1 : 0));
  const gains = runs.map(lateGain);
  const numbers = (what: string, label: string, values: readonly number[], more: number): Quantity => ({
    ...{ name: key(what), label: `${label} ${of}`, value: mean(values) },
    spread: summary(values).deviation,
    tolerance: withinRuns(values, more),
  });
  // A single run that is repeated may be any of them.
  const extreme = (what: string, label: string, value: number): Quantity => ({
    ...{ name: key(what), label: `${label} ${of}`, value },
    tolerance: { relative: 0, absolute: 0.05 + Math.max(...accuracies) - Math.min(...accuracies) },
  });
  return [
    numbers('', 'Accuracy of', accuracies, 0.05),
    numbers('Exact', 'Share of flawless sequences,', flawless, 0.2),
    numbers('Steps', 'Steps of a run of', steps, 0.2 * mean(steps)),
    numbers('Solved', 'Share of runs solved,', solved, 0.1),
    numbers('Gain', 'Accuracy gained in the last fifth of the steps by runs that were not solved,', gains, 0.1),
    extreme('Lowest', 'Accuracy of the lowest run of', Math.min(...accuracies)),
    extreme('Highest', 'Accuracy of the highest run of', Math.max(...accuracies)),
  ];
}

const rateOf = ({ name, learningRate }: SizedEntrant): Quantity => ({
  name: `${name}LearningRate`,
  label: `Learning rate, ${shown[name].label}`,
  value: learningRate,
  tolerance: { relative: 1e-9, absolute: 0 },
});

/** Of nine pairs where each has three runs. A part of the runs may have won any share that one of them can. */
function wonAgainst(other: EntrantName, data: SizedData, unit: string): Quantity[] {
  const [ours, theirs] = [entrantIn(data, 'vla'), entrantIn(data, other)];
  if (!ours || !theirs) return [];
  return ours.points.flatMap(({ size }) => {
    if (runsAt(theirs, size).length === 0) return [];
    const share = pairsWon(accuraciesAt(ours, size), accuraciesAt(theirs, size));
    return {
      name: `vlaOver${capitalized(other)}At${size}`,
      label: `Share of pairs of runs in which VLA is ahead of ${shown[other].label}, ${size} ${unit}`,
      value: share,
      tolerance: { relative: 0, absolute: Math.max(share, 1 - share) },
    };
  });
}

/** By how much VLA is ahead of another, seed by seed, and the interval in which the mean of such differences lies. */
function differencesFrom(entrant: SizedEntrant, data: SizedData, unit: string): Quantity[] {
  const reference = referenceIn(data);
  return entrant.points.flatMap(({ size }) => {
    const paired = reference && pairedWith(reference, entrant, size);
    if (!paired) return [];
    const { differences, low, high } = paired;
    const name = `${reference.name}Minus${capitalized(entrant.name)}At${size}`;
    const of = `accuracy of ${shown[reference.name].label} less that of ${shown[entrant.name].label} by seed, ${size} ${unit}`;
    // Of fewer seeds an interval is another one.
    const wide = { relative: 0, absolute: 0.1 + high - low };
    return [
      {
        ...{ name, label: capitalized(of), value: mean(differences), spread: summary(differences).deviation },
        tolerance: withinRuns(differences, 0.1),
      },
      { name: `${name}Low`, label: `Lower end of its 95 % interval: ${of}`, value: low, tolerance: wide },
      { name: `${name}High`, label: `Upper end of its 95 % interval: ${of}`, value: high, tolerance: wide },
    ];
  });
}

/** Of all runs that count, where it was measured. */
function processorHours({ entrants }: SizedData): Quantity[] {
  const runs = entrants.flatMap(({ points }) => points.flatMap((point) => point.runs));
  const measured = runs.flatMap(({ processorSeconds }) => (processorSeconds === undefined ? [] : [processorSeconds]));
  if (runs.length === 0 || measured.length < runs.length) return [];
  const value = measured.reduce((sum, one) => sum + one, 0) / 3600;
  const label = 'Processor time of all runs that count';
  return [{ name: 'processorHours', label, value, unit: 'h', tolerance: null }];
}

/** What a smaller run must find again: the first run of its entrant. */
export function firstRun(data: SizedData, { mixer, sizes }: Partial<SizedConfig>, unit: string): Quantity[] {
  const name = mixer as EntrantName;
  const [run] = runsAt(entrantIn(data, name)!, Number(sizes));
  return [
    {
      name: `${name}FirstRunAt${sizes}`,
      label: `Accuracy of the first run of ${shown[name].label}, ${sizes} ${unit}`,
      value: run.accuracy,
      tolerance: { relative: 0, absolute: 0.05 },
    },
  ];
}
