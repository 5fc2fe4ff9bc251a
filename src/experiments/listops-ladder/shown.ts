import type { StripMark } from '../../lib/drawing/strips.ts';
import type { Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import { mixerLabel } from '../../lib/training/config.ts';
import type { ClimbedRung, Climber, Floor, LadderRungs } from './data.ts';
import type { GroupName } from './groups.ts';
import type { LengthName } from './rungs.ts';

/** Numbers of this subject are printed in per cent, as its literature does. */
export const percent = (share: number): number => 100 * share;

/** What a rung asks, after its name. */
export const asks: Readonly<Record<LengthName, string>> = {
  A: 'one operator, 4 to 16 tokens',
  B: 'two levels, 8 to 32 tokens',
  C: 'three levels, 16 to 64 tokens',
  full: 'up to ten levels, 501 to 1,999 tokens',
};

/** What it is called in titles, and within labels. */
export const titleOf = (name: LengthName): string => (name === 'full' ? 'Published length' : `Rung ${name}`);
export const placeOf = (name: LengthName): string => (name === 'full' ? 'published length' : `rung ${name}`);

/** For the names of quantities. */
export const keyOf = (name: LengthName): string => capitalized(name);

/** What a rule that knows so much is called. */
export function ruleLabel(known: Floor['known']): string {
  if (known === null) return 'constant answer';
  if (known === 0) return 'first operator alone';
  return known === 1 ? 'one level read' : `${['two', 'three', 'four'][known - 2]} levels read`;
}

/** For the names of quantities. */
export function ruleKey(known: Floor['known']): string {
  if (known === null) return 'constant';
  return known === 0 ? 'firstOperator' : `levels${known}`;
}

/** The floors of a group as lines across a picture. */
export function floorMarks({ groups, floors }: Pick<ClimbedRung, 'groups' | 'floors'>, name: GroupName): StripMark[] {
  const place = groups.findIndex((group) => group.name === name);
  return floors.map(({ known, accuracy }) => ({ x: percent(accuracy[place]), label: ruleLabel(known) }));
}

/** The accuracy of each run of a mixer in a group, in per cent. */
export function accuraciesIn({ groups }: ClimbedRung, { runs }: Climber, name: GroupName): number[] {
  const place = groups.findIndex((group) => group.name === name);
  return runs.map(({ accuracy }) => percent(accuracy[place]));
}

export const rungIn = ({ rungs }: LadderRungs, name: LengthName): ClimbedRung =>
  rungs.find(({ rung }) => rung === name)!;

/** Of the mixer on the rung, or null where it was not trained there. */
export function climberIn(rung: ClimbedRung, mixer: Climber['mixer']): Climber | null {
  return rung.climbers.find((climber) => climber.mixer === mixer) ?? null;
}

/** Floors are counted, not measured: another run must find the same. */
const counted = { relative: 1e-6, absolute: 1e-6 };

/** What simple rules reach in a group, as quantities whose names end alike. */
export function floorQuantities(
  { groups, floors }: Pick<ClimbedRung, 'groups' | 'floors'>,
  { name, ending, where }: { readonly name: GroupName; readonly ending: string; readonly where: string },
): Quantity[] {
  const place = groups.findIndex((group) => group.name === name);
  return floors.map(({ known, accuracy }) => ({
    name: `${ruleKey(known)}${ending}`,
    label: `${capitalized(ruleLabel(known))}, ${where}`,
    value: percent(accuracy[place]),
    unit: '%',
    tolerance: counted,
  }));
}

/** The mixer in the label of a quantity. */
export const mixerOn = (mixer: Climber['mixer'], rung: LengthName): string => `${mixerLabel(mixer)}, ${placeOf(rung)}`;
