import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'mqar-length',
  title: 'Recall keeps 0.982 at 512 tokens',
  quote:
    'VLA sustains 0.982 accuracy well out to 512+ context lengths, showing zero capacity degradation compared to Softmax ' +
    '(~15%)',
  source: 'experiments page',
  place: 'caption of fig. 10; 8 pairs, 2,000 steps',
  published: [
    { label: 'VLA, T = 49', value: 1 },
    { label: 'VLA, T = 512', value: 0.982 },
    { label: 'softmax attention, T = 49 to 512, highest', value: 0.153 },
    { label: 'linear attention, T = 49 to 512, highest', value: 0.155 },
    { label: 'DeltaNet, T = 49 to 512, highest', value: 0.019 },
  ],
  test: notTested(
    'It needs trained models, with a softmax baseline trained to the end: the published one scores about one over the ' +
      'number of pairs, which is what guessing among the values gives.',
  ),
};
