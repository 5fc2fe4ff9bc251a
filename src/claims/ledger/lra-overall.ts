import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'lra-overall',
  title: 'Ahead on Long Range Arena',
  quote:
    'VLA consistently outperforms standard Linear Transformers and remains highly competitive with DeltaNet across all ' +
    'LRA tasks',
  source: 'experiments page',
  place: 'caption of fig. 5; ListOps and two reasoning sets, 100 steps, three seeds',
  published: [
    { label: 'VLA, average', value: 14.5, unit: '%' },
    { label: 'linear attention, average', value: 14.2, unit: '%' },
    { label: 'DeltaNet, average', value: 12.3, unit: '%' },
  ],
  test: notTested(
    'It needs the data sets of the arena, which are not part of this repository, and every operator trained to the end at ' +
      '1,000 to 16,000 tokens over several learning rates and seeds, which is beyond the software GPU of the records. The ' +
      'published averages come from 100 training steps and are at or below the level of guessing.',
  ),
};
