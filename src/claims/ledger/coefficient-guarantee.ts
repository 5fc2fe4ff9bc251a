import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** Share of the possible gain that a memory may miss which minimises the error: far above the rounding of float32. */
const optimal = 0.01;

export const claim: Claim = {
  id: 'coefficient-guarantee',
  title: 'α = A s is guaranteed to minimise the reconstruction error',
  quote: 'mathematically guaranteeing the coefficient scaling α_t = A_t s_t perfectly minimizes reconstruction errors',
  source: 'README',
  place: 'key innovations, 3',
  test: measured({
    measures: {
      vla: 'optimality-gap.vlaLayerLargestMissed',
      ridge: 'optimality-gap.plainConstantLargestMissed',
    },
    written: 'after',
    rule:
      'The same measurement as for optimal coefficients: the loss above the smallest one, as a share of what the best matrix gains over an empty memory, ' +
      `the largest over four λ₀ and two kinds of keys. Reproduced when VLA misses at most ${optimal * 100} %: a guarantee has no exceptions. Partly when the ` +
      'memory without learned directions does, the one case in which the equations give the least squares solution. Else not reproduced.',
    judge({ vla, ridge }) {
      const found = `VLA missed up to ${formatNumber(vla.value, 2)} of what the best memory gains over an empty one`;
      if (vla.value <= optimal) return reproduced(`${found}.`);
      return ridge.value <= optimal
        ? partly(`${found}; with plain writes and no directions it missed ${formatNumber(ridge.value, 2)}.`)
        : notReproduced(`${found}, and ${formatNumber(ridge.value, 2)} with plain writes and no directions.`);
    },
    limits: 'α = A k is measured, which the code computes: A s, with a scalar s, has no fitting shape.',
  }),
  related: ['memory-capacity'],
};
