import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';
import { unfinished } from '../unfinished.ts';

const published = 0.62;
const leeway = 0.1;

export const claim: Claim = {
  id: 'mqar-boundary',
  title: '62 % at as many pairs as the head dimension',
  quote: 'maintains 62% accuracy at the per-head capacity boundary',
  source: 'paper',
  place: 'abstract',
  published: [{ label: 'Accuracy at n_pairs = d_h', value: 62, unit: '%' }],
  test: measured({
    measures: { boundary: 'mqar-capacity.vlaAt16' },
    written: 'before',
    rule:
      `Reproduced where trained VLA’s accuracy at 16 pairs, the size of its head, lies within ${leeway} of ${published}; partly ` +
      'where it lies above that; else not reproduced.',
    judge({ boundary: { value, spread } }) {
      const said = `At as many pairs as the head has dimensions, accuracy is ${formatNumber(value, 3)} ± ${formatNumber(spread, 1)}`;
      if (Math.abs(value - published) <= leeway) return reproduced(`${said}.`);
      if (value > published) return partly(`${said}: at least what was published, and not the same number.`);
      return notReproduced(`${said}.`);
    },
    limits: 'The share depends on the model, the vocabulary and the training; it is no constant of the method.',
  }),
  atSize: measured({
    measures: { boundary: 'mqar-published-pairs.vlaAt32', gain: 'mqar-published-pairs.vlaGainAt32' },
    written: 'before',
    rule:
      `At the published size: reproduced where trained VLA’s accuracy at 32 pairs, the size of its heads, lies within ${leeway} of ` +
      `${published}; partly where it lies above that; else not reproduced.`,
    judge({ boundary: { value, spread }, gain }) {
      const said = `At as many pairs as a head has dimensions, accuracy is ${formatNumber(value, 3)} ± ${formatNumber(spread, 1)}`;
      const late = unfinished({ 'at 32 pairs': gain });
      if (Math.abs(value - published) <= leeway) return reproduced(`${said}.${late}`);
      if (value > published) return partly(`${said}: at least what was published, and not the same number.${late}`);
      return notReproduced(`${said}.${late}`);
    },
    limits: 'The share depends on the model, the vocabulary and the training; it is no constant of the method.',
  }),
  related: ['memory-capacity'],
};
