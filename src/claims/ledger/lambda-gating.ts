import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** Cosine from which an answer counts as retrieved: within 26 degrees of the value. */
const retrieved = 0.9;

export const claim: Claim = {
  id: 'lambda-gating',
  title: 'Retrieval works through λ_t',
  quote:
    'VLA successfully retrieves the value by setting the penalty λ_t → 0 for the target key and λ_t → ∞ for the noise ' +
    'tokens',
  source: 'experiments page',
  place: 'caption of fig. 4',
  test: measured({
    measures: {
      noiseNormalized: 'penalty-gating.noiseNormalized',
      targetsNormalized: 'penalty-gating.targetsNormalized',
      noisePlain: 'penalty-gating.noisePlain',
      targetsPlain: 'penalty-gating.targetsPlain',
    },
    written: 'after',
    rule:
      'The penalties are set by hand as the sentence says, 0 on the targets and 1,000 on the noise, and the other way ' +
      `round. Reproduced when, after 1,000 steps of noise, the answer has a cosine of at least ${retrieved} with the value ` +
      'for unit-length writes, which VLA has, and for plain ones. Partly when it does for one of the two. Else not ' +
      'reproduced.',
    judge({ noiseNormalized, targetsNormalized, noisePlain }) {
      const found =
        `With the penalty on the noise the cosine was ${formatNumber(noiseNormalized.value, 2)} for unit-length writes and ` +
        `${formatNumber(noisePlain.value, 2)} for plain ones`;
      const other = `on the targets it was ${formatNumber(targetsNormalized.value, 2)} for unit-length writes`;
      const works = [noiseNormalized, noisePlain].filter(({ value }) => value >= retrieved).length;
      if (works === 2) return reproduced(`${found}.`);
      return works === 1 ? partly(`${found}; ${other}.`) : notReproduced(`${found}; ${other}.`);
    },
    limits:
      'This rule was written with first numbers of the figure in sight. It shows what such penalties would do, not what training sets: in the published code λ_t does not enter the ' +
      'recurrence. Random keys, λ₀ = 1.',
  }),
  related: ['penalty-evolution', 'survival'],
};
