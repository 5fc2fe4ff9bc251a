import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** Between these an eigenvalue is near 1. */
const [low, high] = [0.5, 2];
/** Relative difference from the exact inverse that is no failure. */
const close = 0.01;

export const claim: Claim = {
  id: 'unity-eigenvalues-10m',
  title: 'Unity eigenvalues over 10 million tokens',
  quote: 'maintaining stable unity eigenvalues natively over 10M+ tokens without catastrophic failure',
  source: 'README',
  place: 'theoretical backbone, about the Sherman–Morrison update of A',
  test: measured({
    measures: {
      largest: 'ten-million.float32Largest',
      smallest: 'ten-million.float32Smallest',
      nudgedLargest: 'ten-million.nudgedLargest',
      nudgedSmallest: 'ten-million.nudgedSmallest',
      deviation: 'ten-million.float32Deviation',
      finite: 'ten-million.float32FiniteTokens',
    },
    written: 'before',
    rule:
      `After 10 million random tokens, one head of size 8: reproduced when all eigenvalues of A in float32 lie between ${low} and ${high}, with the ` +
      'published nudge or without. Partly when they do not, but every number is finite, no eigenvalue is 0 or less, and A without the nudge differs ' +
      `from the exact inverse by at most ${close * 100} %: nothing fails. Else not reproduced.`,
    judge({ largest, smallest, nudgedLargest, nudgedSmallest, deviation, finite }) {
      const span = (from: number, to: number): string => `${formatNumber(from, 2)} to ${formatNumber(to, 2)}`;
      const found =
        `The eigenvalues of A went from ${span(smallest.value, largest.value)}, with the nudge from ` +
        `${span(nudgedSmallest.value, nudgedLargest.value)}; A differed from the exact inverse by ${formatNumber(100 * deviation.value, 2)} %`;
      const unity = (from: number, to: number): boolean => from >= low && to <= high;
      if (unity(smallest.value, largest.value) || unity(nudgedSmallest.value, nudgedLargest.value))
        return reproduced(`${found}.`);
      return finite.value >= 1e7 && smallest.value > 0 && deviation.value <= close
        ? partly(`${found}: nothing fails, and no eigenvalue stays at 1.`)
        : notReproduced(`${found}.`);
    },
    limits:
      'One head of size 8, λ₀ of one tenth, one seed, tokens from a vocabulary of 4,096 random ones. The words do not say of which matrix; they stand with A.',
  }),
  related: ['eigenvalues'],
};
