import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

const aggressive = 2;

export const claim: Claim = {
  id: 'penalty-evolution',
  title: 'The penalty grows on irrelevant tokens',
  quote: 'VLA aggressively increases the penalty on dimensions corresponding to irrelevant historical tokens',
  source: 'experiments page',
  place: 'caption of fig. 1',
  test: measured({
    measures: {
      rank1: 'penalty-evolution.ratioRank1',
      rankR: 'penalty-evolution.ratioRankR',
      kernelised: 'penalty-evolution.ratioKernelised',
      keys: 'penalty-evolution.ratioKeys',
    },
    written: 'after',
    rule:
      `Reproduced when the penalty on irrelevant tokens is at least ${aggressive} times that on relevant ones, beyond the ` +
      'spread over seeds, for every way of choosing the directions. Partly when it is so for one of them. Else not reproduced.',
    judge(ratios) {
      const all = Object.values(ratios);
      const larger = all.filter(({ value, spread }) => value - spread >= aggressive).length;
      const values = all.map(({ value }) => value);
      const found = `The ratio was ${formatNumber(Math.min(...values))} to ${formatNumber(Math.max(...values))}.`;
      if (larger === all.length) return reproduced(found);
      return larger > 0 ? partly(found) : notReproduced(`The penalty grows on both kinds of tokens. ${found}`);
    },
    limits: 'Untrained weights. Whether training makes a difference between the tokens is not tested yet.',
  }),
};
