import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'fused-speedup',
  title: 'A fused kernel is 14 times faster',
  quote: 'A Triton-fused kernel achieves 14× speedup over sequential Python',
  source: 'paper',
  place: 'abstract',
  published: [{ label: 'Speed-up', value: 14, unit: '×' }],
  test: notTested('It needs times of the step-by-step and the fused form on one device.'),
};
