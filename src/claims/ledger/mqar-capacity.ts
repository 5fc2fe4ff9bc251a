import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'mqar-capacity',
  title: 'Full capacity where DeltaNet and linear attention fail',
  quote:
    'VLA successfully manages multi-pair associative recall at 100% capacity where DeltaNet and Linear baselines fail ' +
    'entirely',
  source: 'experiments page',
  place: 'caption of fig. 9; two layers, 3,000 steps, one seed',
  published: [
    { label: 'VLA, 4 to 24 pairs', value: 1 },
    { label: 'DeltaNet, 4 pairs', value: 0.989 },
    { label: 'DeltaNet, 24 pairs', value: 0.01 },
    { label: 'softmax attention, 4 pairs', value: 0.255 },
    { label: 'softmax attention, 24 pairs', value: 0.074 },
    { label: 'linear attention, 4 pairs', value: 0.26 },
    { label: 'linear attention, 24 pairs', value: 0.075 },
  ],
  test: notTested(
    'It needs trained models, every baseline at its best learning rate and over at least five seeds. What an untrained ' +
      'memory holds is measured, and is another question.',
  ),
  related: ['memory-capacity'],
};
