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
      nudgeSpan: 'inverse-drift.nudgeSpan',
      plainRandom: 'inverse-drift.float32Random',
      plainAligned: 'inverse-drift.float32Aligned',
      plainSpan: 'inverse-drift.float32Span',
    },
    written: 'after',
    rule:
      'Reproduced when after 10,000 steps the error of A is smaller with the nudge than without it, for random directions, ' +
      'for aligned ones and for such in the span already written. Partly when it is so for one or two of the three. Else ' +
      'not reproduced.',
    judge({ nudgeRandom, nudgeAligned, nudgeSpan, plainRandom, plainAligned, plainSpan }) {
      const ratios = [
        nudgeRandom.value / plainRandom.value,
        nudgeAligned.value / plainAligned.value,
        nudgeSpan.value / plainSpan.value,
      ];
      const helped = ratios.filter((ratio) => ratio < 1).length;
      if (helped === ratios.length) return reproduced('The nudge makes the error smaller.');
      if (helped > 0)
        return partly(`The nudge makes the error smaller for ${helped} of the three kinds of directions.`);
      const least = formatNumber(Math.min(...ratios), 2);
      return notReproduced(`With the nudge the error is at least ${least} times as large: it forgets.`);
    },
  }),
};
