import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

const [nearlyAll, most] = [0.9, 0.5];

export const claim: Claim = {
  id: 'eigenvalues',
  title: 'Eigenvalues of the memory stay near 1',
  quote:
    'Eigenvalues of the memory matrix S_t over 10,000 timesteps. VLA maintains strict numerical stability (eigenvalues ' +
    'near 1)',
  source: 'experiments page',
  place: 'caption of fig. 2; the picture under it is the spectrum of M_t',
  test: measured({
    measures: {
      nearOne: 'eigenvalues.memoryShareNearOne',
      largest: 'eigenvalues.memoryLargest',
      smallest: 'eigenvalues.memorySmallest',
      penaltyLargest: 'eigenvalues.penaltyLargest',
      penaltySmallest: 'eigenvalues.penaltySmallest',
    },
    written: 'after',
    rule:
      `Reproduced when after 10,000 steps at least ${nearlyAll * 100} % of the eigenvalues of SᵀS lie between 1/2 and 2, ` +
      `partly when at least ${most * 100} % do, else not reproduced.`,
    judge({ nearOne, largest, smallest }) {
      const share = formatNumber(100 * nearOne.value);
      const found = `${share} % of them lay between 1/2 and 2; the largest was ${formatNumber(largest.value)}, the smallest ${formatNumber(smallest.value, 2)}.`;
      if (nearOne.value >= nearlyAll) return reproduced(found);
      return nearOne.value >= most ? partly(found) : notReproduced(found);
    },
    limits: 'An untrained layer. S is not symmetric, so the eigenvalues are those of SᵀS.',
  }),
};
