import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** Accuracy that counts as near-perfect, and one that comes close to it. */
const [nearPerfect, close] = [0.99, 0.9];

export const claim: Claim = {
  id: 'mqar-recall',
  title: 'Near-perfect recall below the head dimension',
  quote:
    'near-perfect exact-match accuracy on multi-query associative recall within the effective per-head memory regime ' +
    '(n_pairs < d_h)',
  source: 'paper',
  place: 'abstract',
  test: measured({
    measures: { at4: 'mqar-capacity.vlaAt4', at8: 'mqar-capacity.vlaAt8', at12: 'mqar-capacity.vlaAt12' },
    written: 'before',
    rule:
      `Reproduced where trained VLA answers at least ${100 * nearPerfect} % of the queries right at 4, 8 and 12 pairs, with a ` +
      `head of size 16; partly where it does at 4 pairs, or at least ${100 * close} % at all three; else not reproduced.`,
    judge({ at4, at8, at12 }) {
      const values = [at4, at8, at12].map(({ value }) => value);
      const said = `With a head of size 16, accuracy is ${values.map((value) => formatNumber(value, 3)).join(', ')} at 4, 8 and 12 pairs`;
      if (values.every((value) => value >= nearPerfect)) return reproduced(`${said}.`);
      if (values[0] >= nearPerfect || values.every((value) => value >= close)) {
        return partly(
          `${said}: near-perfect for few pairs, and less so the closer their number is to the head dimension.`,
        );
      }
      return notReproduced(`${said}.`);
    },
    limits: 'One layer, one small head, a short training: a longer one may do better, and a shorter one does worse.',
  }),
  related: ['memory-capacity'],
};
