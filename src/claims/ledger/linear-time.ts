import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'linear-time',
  title: 'The time is linear in the length',
  quote: 'VLA achieves strict O(T) linear-time performance per token, avoiding the O(T²) slowdown of Softmax Attention',
  source: 'experiments page',
  place: 'section 4 and fig. 7; the paper’s abstract says O(T) scaling',
  published: [
    { label: 'VLA at T = 128, batch 8, T4, step by step', value: 180.5, unit: 'ms' },
    { label: 'VLA at T = 2,048', value: 2793.1, unit: 'ms' },
    { label: 'softmax attention at T = 128', value: 1.4, unit: 'ms' },
    { label: 'softmax attention at T = 2,048', value: 55.9, unit: 'ms' },
  ],
  test: notTested('It needs times measured over a range of lengths.'),
};
