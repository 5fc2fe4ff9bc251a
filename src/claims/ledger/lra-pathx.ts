import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'lra-pathx',
  title: 'Strong gains on Path-X',
  quote: 'VLA exhibits particularly strong gains on the Path-X task (16K sequence length)',
  source: 'experiments page',
  place: 'caption of fig. 6; its picture shows ListOps and two sets that are not of the arena',
  test: notTested(
    'It needs a training on Path-X of every operator that is compared: pictures of 128 by 128 pixels, read as one sequence, for as ' +
      'many epochs as the first model needed that learned the task. A step at that length runs here; what all of them would take is on the page of the ' +
      'figure. The published pictures are not to be had for this record either. No run on Path-X was found in the published code, so there is no ' +
      'published number to compare with.',
  ),
  related: ['lra-per-task', 'lra-overall'],
};
