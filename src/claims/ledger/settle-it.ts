import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

const smallFactor = 10;
const levelPower = 0.25;

export const claim: Claim = {
  id: 'settle-it',
  title: 'Over 10,000 vectors the norm stays near its initial scale',
  quote:
    'Generate a sequence of 10,000 bounded random vectors, track the memory state Frobenius norm after each step, and ' +
    'verify whether it stays within a small constant factor of its initial value',
  source: 'review',
  place: '“What would settle it”',
  test: measured({
    measures: {
      untrained: 'state-norms.vlaRiseUntrained',
      nonZeroMean: 'state-norms.vlaRiseNonZeroMean',
      zeroMean: 'state-norms.vlaRiseZeroMean',
      growthUntrained: 'state-norms.vlaLateGrowthUntrained',
      growthNonZeroMean: 'state-norms.vlaLateGrowthNonZeroMean',
      growthZeroMean: 'state-norms.vlaLateGrowthZeroMean',
    },
    written: 'after',
    rule:
      `Reproduced when, for all three kinds of inputs, ‖S‖ never exceeds ${smallFactor} times its value after the first ` +
      `write and grows over the last tenfold of steps more slowly than tᵖ with p = ${levelPower}. Partly when the growth ` +
      'is that slow but the factor is exceeded. Else not reproduced.',
    judge({ untrained, nonZeroMean, zeroMean, growthUntrained, growthNonZeroMean, growthZeroMean }) {
      const rise = Math.max(untrained.value, nonZeroMean.value, zeroMean.value);
      const growth = Math.max(growthUntrained.value, growthNonZeroMean.value, growthZeroMean.value);
      const found = `The norm rose to at most ${formatNumber(rise)} times its first value`;
      if (growth > levelPower) return notReproduced(`${found} and was still growing at the end.`);
      return rise <= smallFactor
        ? reproduced(`${found} and levelled off.`)
        : partly(`${found}, more than the small factor asked for, and had all but levelled off.`);
    },
    limits:
      'S₀ is zero, so the value after the first write takes the place of the initial one. Values are normal numbers.',
  }),
};
