import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'optimal-coefficients',
  title: 'The write coefficients are optimal at every step',
  quote: 'VLA solves an online optimization problem at every step to find the optimal memory update coefficients',
  source: 'introduction',
  place: 'key innovations, 3',
  test: notTested(
    'The distance of the memory from the minimiser of its objective has not been measured. By calculation, it is the ' +
      'minimiser for plain writes with u = k, and not in general: A is the inverse of the penalty without the keys’ Gram ' +
      'matrix.',
  ),
  related: ['memory-capacity'],
};
