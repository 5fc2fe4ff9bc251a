import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'copy-speed',
  title: 'Learns to copy sooner than the others',
  quote: 'VLA achieves near-zero loss significantly faster than DeltaNet and standard Linear Transformers',
  source: 'experiments page',
  place: 'caption of fig. 3',
  published: [{ label: 'Steps after which all four reach 1.000 at T = 64, at most', value: 150 }],
  test: notTested('It needs training runs on the copy task, all mixers tuned alike and over several seeds.'),
};
