import { fitLogistic } from './logistic.ts';
import { relationOf } from './tips.ts';
import type { TipPair } from './tips.ts';
import { checkAll, size as aSize } from '../../shapes.ts';
import { markedEnds } from '../shapes.ts';

/** What a rule needs of a picture: its marked ends, and the answer to be learned or guessed. */
export interface MarkedEnds {
  readonly markers: TipPair;
  readonly label: 0 | 1;
}

/** A guess from what is marked. */
export type PathfinderRule = (markers: TipPair) => 0 | 1;

/** Shares of right answers, 0 … 1, of rules that follow no contour. */
export interface PathfinderFloors {
  /** Always the more frequent answer. */
  readonly constant: number;
  /** The more frequent answer at the distance between the markers. */
  readonly distance: number;
  /** The likelier answer by the distance and the directions of the two marked dashes. */
  readonly tips: number;
}

/**
 * What simple rules reach. They are fitted on one sample and scored on another.
 *
 * @param size width of the pictures
 */
export function pathfinderFloors(
  size: number,
  fitted: readonly MarkedEnds[],
  scored: readonly MarkedEnds[],
): PathfinderFloors {
  checkAll({ size: [size, aSize], fitted: [fitted, markedEnds], scored: [scored, markedEnds] });
  const share = (rule: PathfinderRule): number =>
    scored.filter(({ markers, label }) => rule(markers) === label).length / scored.length;
  const often = moreFrequent(fitted);
  return {
    constant: share(() => often),
    distance: share(distanceRule(fitted)),
    tips: share(tipsRule(size, fitted)),
  };
}

/** The rule that knows for each distance, to a pixel, which answer was more frequent; where it has seen none, the more frequent of all. */
export function distanceRule(fitted: readonly MarkedEnds[]): PathfinderRule {
  markedEnds('fitted', fitted);
  const often = moreFrequent(fitted);
  const pixels = (markers: TipPair): number => Math.floor(relationOf(markers).distance);
  const balance = new Map<number, number>();
  for (const { markers, label } of fitted) {
    const distance = pixels(markers);
    balance.set(distance, (balance.get(distance) ?? 0) + (label === 1 ? 1 : -1));
  }
  return (markers) => {
    const more = balance.get(pixels(markers)) ?? 0;
    return more === 0 ? often : more > 0 ? 1 : 0;
  };
}

/** The logistic rule on 1, d, d², c₁, c₂ and c₁c₂, where d is the distance and c₁, c₂ are the cosines to it of the marked dashes' ways out. */
export function tipsRule(size: number, fitted: readonly MarkedEnds[]): PathfinderRule {
  checkAll({ size: [size, aSize], fitted: [fitted, markedEnds] });
  const features = (markers: TipPair): number[] => {
    const { distance, firstCosine: first, secondCosine: second } = relationOf(markers);
    const d = distance / size;
    return [1, d, d * d, first, second, first * second];
  };
  const weights = fitLogistic(
    fitted.map(({ markers }) => features(markers)),
    fitted.map(({ label }) => label),
  );
  return (markers) => (features(markers).reduce((sum, value, i) => sum + value * weights[i]!, 0) > 0 ? 1 : 0);
}

function moreFrequent(fitted: readonly MarkedEnds[]): 0 | 1 {
  return 2 * fitted.filter(({ label }) => label === 1).length > fitted.length ? 1 : 0;
}
