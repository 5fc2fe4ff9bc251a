import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'lambda-gating',
  title: 'Retrieval works through λ_t',
  quote:
    'VLA successfully retrieves the value by setting the penalty λ_t → 0 for the target key and λ_t → ∞ for the noise ' +
    'tokens',
  source: 'experiments page',
  place: 'caption of fig. 4',
  test: notTested(
    'It needs a model trained on delayed recall. In the published code λ_t does not enter the recurrence, so it cannot ' +
      'be what retrieves the value there; what has to be measured is the penalty 1/(kᵀA k) that a key meets.',
  ),
  related: ['penalty-evolution'],
};
