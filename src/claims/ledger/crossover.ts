import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'crossover',
  title: 'Faster than softmax attention from 43,000 tokens',
  quote: 'crossing below softmax attention latency at approximately 43,000 tokens',
  source: 'paper',
  place: 'abstract',
  published: [{ label: 'Length at which VLA gets faster', value: 43000, unit: 'tokens' }],
  test: notTested('It needs times of both operators over a range of lengths on one device.'),
};
