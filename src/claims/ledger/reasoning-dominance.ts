import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'reasoning-dominance',
  title: 'Ahead of linear-time models on ListOps, CLUTRR and CommonsenseQA',
  quote:
    'Exhibits powerful dominance against leading Linear-Time variants in memory-intensive logic flows specifically evaluated on ListOps, CLUTRR, and CommonsenseQA',
  source: 'README',
  place: 'performance and benchmarks, symbolic reasoning',
  published: [
    { label: 'Published average of VLA', value: 14.5, unit: '%' },
    { label: 'Published average of linear attention', value: 14.2, unit: '%' },
    { label: 'Published average of DeltaNet', value: 12.3, unit: '%' },
  ],
  test: notTested(
    'It needs CLUTRR and CommonsenseQA, whose stories and questions are no part of this site, and models large enough to read English: trained from nothing at the size that ' +
      'runs here, none of the operators would leave chance. The published averages of the three come from 100 steps of training, at or below chance. ListOps alone is ' +
      'tested, in a short form, with the claim about the Long Range Arena.',
  ),
  related: ['lra-overall', 'lra-per-task'],
};
