import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';
import { unfinished } from '../unfinished.ts';

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
  atSize: measured({
    measures: {
      at8: 'mqar-published.vlaAt8',
      at16: 'mqar-published.vlaAt16',
      at24: 'mqar-published.vlaAt24',
      gain8: 'mqar-published.vlaGainAt8',
      gain16: 'mqar-published.vlaGainAt16',
      gain24: 'mqar-published.vlaGainAt24',
    },
    written: 'before',
    rule:
      `At the published size, with heads of 32: reproduced where trained VLA answers at least ${100 * nearPerfect} % of the queries ` +
      `right at 8, 16 and 24 pairs; partly where it does at 8 pairs, or at least ${100 * close} % at all three; else not reproduced.`,
    judge({ at8, at16, at24, gain8, gain16, gain24 }) {
      const values = [at8, at16, at24].map(({ value }) => value);
      const said = `With heads of size 32, accuracy is ${values.map((value) => formatNumber(value, 3)).join(', ')} at 8, 16 and 24 pairs`;
      const late = unfinished({ 'at 8 pairs': gain8, 'at 16': gain16, 'at 24': gain24 });
      if (values.every((value) => value >= nearPerfect)) return reproduced(`${said}.${late}`);
      if (values[0] >= nearPerfect || values.every((value) => value >= close)) return partly(`${said}.${late}`);
      return notReproduced(`${said}.${late}`);
    },
    limits:
      'Two layers, four heads, and as many updates for every mixer as were published: a longer training may do better.',
  }),
  related: ['memory-capacity'],
};
