import type { MixerName } from '@vla/kernels/model';
import { summary } from '../../lib/compute/statistics.ts';
import type { Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import { mixerLabel } from '../../lib/training/config.ts';
import { withinRuns } from '../../lib/training/tolerance.ts';
import type { ClimbedRung, Climber, LadderRungs } from './data.ts';
import type { GroupName } from './groups.ts';
import { pairsWon } from './pairsWon.ts';
import { accuraciesIn, climberIn, floorQuantities, keyOf, mixerOn, placeOf } from './shown.ts';

/** The accuracies of a rung in all its groups, and the shares of pairs of runs in which VLA is ahead. */
export const runQuantities = ({ rungs }: LadderRungs): Quantity[] => [
  ...rungs.flatMap((rung) =>
    rung.climbers.flatMap((climber) => rung.groups.map(({ name }) => accuracyOf(rung, climber, name))),
  ),
  ...rungs.flatMap((rung) => (['linear', 'deltanet', 'softmax'] as const).flatMap((other) => wonAgainst(other, rung))),
];

/** What simple rules reach on each rung, in all its groups. */
export const ruleQuantities = ({ rungs }: LadderRungs): Quantity[] =>
  rungs.flatMap((rung) =>
    rung.groups.flatMap(({ name }) =>
      floorQuantities(rung, {
        ...{ name, ending: `${keyOf(rung.rung)}${groupKey(name)}` },
        where: `${placeOf(rung.rung)}${name === 'all' ? '' : `, ${name}`}`,
      }),
    ),
  );

function accuracyOf(rung: ClimbedRung, climber: Climber, group: GroupName): Quantity {
  const accuracies = accuraciesIn(rung, climber, group);
  const { mean, deviation } = summary(accuracies);
  return {
    name: `${climber.mixer}${keyOf(rung.rung)}${groupKey(group)}`,
    label: `Accuracy of ${mixerOn(climber.mixer, rung.rung)}${group === 'all' ? '' : `, ${group}`}`,
    value: mean,
    spread: deviation,
    unit: '%',
    tolerance: withinRuns(accuracies, 5),
  };
}

/** For the names of quantities: Min, Depth2; nothing for all. */
function groupKey(group: GroupName): string {
  return group === 'all' ? '' : capitalized(group.replace(' ', '').toLowerCase());
}

/** Of the pairs of their runs. A part of the runs may have won any share that one of them can. */
function wonAgainst(other: MixerName, rung: ClimbedRung): Quantity[] {
  const [ours, theirs] = [climberIn(rung, 'vla'), climberIn(rung, other)];
  if (!ours || !theirs) return [];
  const share = pairsWon(accuraciesIn(rung, ours, 'all'), accuraciesIn(rung, theirs, 'all'));
  return [
    {
      name: `vlaOver${capitalized(other)}${keyOf(rung.rung)}`,
      label: `Share of pairs of runs in which VLA is ahead of ${mixerLabel(other)}, ${placeOf(rung.rung)}`,
      value: share,
      tolerance: { relative: 0, absolute: Math.max(share, 1 - share) },
    },
  ];
}

/** Of all runs that count, where it was measured. */
export function processorHours({ rungs }: LadderRungs): Quantity[] {
  const seconds = rungs.flatMap(({ climbers }) =>
    climbers.flatMap(({ runs }) => runs.map((run) => run.processorSeconds)),
  );
  const measured = seconds.filter((one) => one !== undefined);
  if (measured.length === 0 || measured.length < seconds.length) return [];
  const hours = measured.reduce((sum, one) => sum + one, 0) / 3600;
  return [
    {
      name: 'processorHours',
      label: 'Processor time of all runs that count',
      value: hours,
      unit: 'h',
      tolerance: null,
    },
  ];
}

/** What a smaller run must find again: VLA's first run on the first rung. */
export function firstRun({ rungs }: LadderRungs): Quantity[] {
  const [rung] = rungs;
  const climber = climberIn(rung, 'vla')!;
  return [
    {
      name: `vlaFirstRun${keyOf(rung.rung)}`,
      label: `Accuracy of the first run of ${mixerOn('vla', rung.rung)}`,
      value: accuraciesIn(rung, climber, 'all')[0],
      unit: '%',
      tolerance: { relative: 0, absolute: 10 },
    },
  ];
}
