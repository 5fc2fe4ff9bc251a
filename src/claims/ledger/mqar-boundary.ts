import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'mqar-boundary',
  title: '62 % at as many pairs as the head dimension',
  quote: 'maintains 62% accuracy at the per-head capacity boundary',
  source: 'paper',
  place: 'abstract',
  published: [{ label: 'Accuracy at n_pairs = d_h', value: 62, unit: '%' }],
  test: notTested('It needs models trained on multi-query associative recall, over several learning rates and seeds.'),
  related: ['memory-capacity'],
};
