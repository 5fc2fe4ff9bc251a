import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'delayed-recall',
  title: 'Recall survives delays above 1,000',
  quote:
    'As the delay length increases (e.g., T > 1000), LT entirely forgets the key. VLA successfully retrieves the value',
  source: 'experiments page',
  place: 'caption of fig. 4',
  published: [{ label: 'Longest delay trained in the published code', value: 20, unit: 'steps' }],
  test: notTested('It needs models trained on delayed recall, tested at delays beyond 1,000.'),
};
