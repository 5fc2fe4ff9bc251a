import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'periodic-nudge',
  title: 'A periodic nudge stabilises the inverse',
  quote: 'Every K steps, εI is injected into the diagonal for periodic stabilization',
  source: 'API page',
  place: 'InversePenaltyTracker',
  test: measured({
    measures: {
      nudgeRandom: 'inverse-drift.nudgeRandom',
      nudgeAligned: 'inverse-drift.nudgeAligned',
      plainRandom: 'inverse-drift.float32Random',
      plainAligned: 'inverse-drift.float32Aligned',
    },
    rule:
      'Reproduced when after 10,000 steps the error of A is smaller with the nudge than without it, for random and for ' +
      'aligned directions. Partly when it is so for one of them. Else not reproduced.',
    judge({ nudgeRandom, nudgeAligned, plainRandom, plainAligned }) {
      const helped = [nudgeRandom.value < plainRandom.value, nudgeAligned.value < plainAligned.value];
      if (helped.every(Boolean)) return reproduced('The nudge makes the error smaller.');
      if (helped.some(Boolean))
        return partly('The nudge makes the error smaller for one of the two kinds of directions.');
      const least = Math.min(nudgeRandom.value / plainRandom.value, nudgeAligned.value / plainAligned.value);
      return notReproduced(
        `With the nudge the error is at least ${formatNumber(least, 2)} times as large: it forgets.`,
      );
    },
  }),
};
