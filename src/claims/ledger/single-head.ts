import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, reproduced, type Claim } from '../claim.ts';

const tracked = 1e-3;

export const claim: Claim = {
  id: 'single-head',
  title: 'The head dimension must equal the model dimension',
  quote:
    'd_head must strictly equal d_model (single-head VLA). This is a mathematical requirement to ensure the dimensions ' +
    'of the penalty matrix (d × d) match the value vector v_t',
  source: 'API page',
  place: 'VLALayer; the paper is multi-head',
  test: measured({
    measures: { deviation: 'eigenvalues.inverseDeviation' },
    written: 'after',
    rule:
      'The figure runs a head of dimension 32 in a layer of width 128. Not reproduced when its A follows the inverse of ' +
      `M to a relative difference of ${tracked} over 10,000 steps. Else reproduced.`,
    judge: ({ deviation }) =>
      deviation.value <= tracked
        ? notReproduced(
            `A head of dimension 32 in a layer of width 128 follows its definition to ${formatNumber(deviation.value, 2)}.`,
          )
        : reproduced(
            `A head narrower than its layer does not follow its definition: ${formatNumber(deviation.value, 2)}.`,
          ),
  }),
};
