import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'mqar-recall',
  title: 'Near-perfect recall below the head dimension',
  quote:
    'near-perfect exact-match accuracy on multi-query associative recall within the effective per-head memory regime ' +
    '(n_pairs < d_h)',
  source: 'paper',
  place: 'abstract',
  test: notTested('It needs models trained on multi-query associative recall, over several learning rates and seeds.'),
  related: ['memory-capacity'],
};
