import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'lra-pathx',
  title: 'Strong gains on Path-X',
  quote: 'VLA exhibits particularly strong gains on the Path-X task (16K sequence length)',
  source: 'experiments page',
  place: 'caption of fig. 6',
  test: notTested(
    'It needs the Path-X data set, which is not part of this repository, and training at 16,384 tokens, which is beyond ' +
      'the software GPU of the records. No run on Path-X was found in the published code, so there is no published number ' +
      'to compare with either.',
  ),
};
