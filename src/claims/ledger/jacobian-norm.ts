import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** How far from 1 the rounding of float32 write directions may put a norm. */
const rounding = 1e-6;

export const claim: Claim = {
  id: 'jacobian-norm',
  title: 'The Jacobian of one step has spectral norm 1',
  quote:
    'normalising the write direction to unit length gives the recurrence Jacobian spectral norm exactly 1 for all ' +
    'sequence lengths and head dimensions',
  source: 'paper',
  place: 'abstract, Proposition 2',
  published: [{ label: 'Spectral norm', value: 1 }],
  test: measured({
    measures: {
      norm01: 'jacobian-norm.maxNormLambda01',
      norm1: 'jacobian-norm.maxNormLambda1',
      norm10: 'jacobian-norm.maxNormLambda10',
      radius: 'jacobian-norm.maxRadiusDeviation',
    },
    written: 'after',
    rule:
      `Reproduced when the largest spectral norm is at most 1 + ${rounding} for all three λ₀. Partly when it is not, ` +
      `but the spectral radius is within ${rounding} of 1. Else not reproduced.`,
    judge({ norm01, norm1, norm10, radius }) {
      const largest = Math.max(norm01.value, norm1.value, norm10.value);
      if (largest <= 1 + rounding) return reproduced('No step had a spectral norm above 1.');
      const excess = `The spectral norm of a step reached ${formatNumber(largest, 4)}`;
      if (radius.value <= rounding) return partly(`${excess}. What is 1 is the spectral radius.`);
      return notReproduced(`${excess}, and the spectral radius differs from 1 as well.`);
    },
    limits: 'One head dimension and one length; a statement about all of them needs a single exception to fail.',
  }),
};
