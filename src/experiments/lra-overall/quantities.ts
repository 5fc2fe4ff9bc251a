import type { Quantity } from '../../lib/experiment.ts';
import { mixerLabel } from '../../lib/training/config.ts';
import type { Climber, LadderData } from '../listops-ladder/data.ts';
import { processorHours, ruleQuantities, runQuantities } from '../listops-ladder/quantities.ts';
import { choosing } from '../listops-ladder/rungs.ts';
import { floorQuantities, rungIn } from '../listops-ladder/shown.ts';
import { expectedCosts } from './expectedCost.ts';

export const quantitiesOf = (data: LadderData): Quantity[] => [
  ...runQuantities(data),
  ...rungIn(data, choosing).climbers.map(rateOf),
  ...ruleQuantities(data),
  ...floorQuantities(data.published, {
    name: 'all',
    ending: 'Published',
    where: 'expressions of the published length',
  }),
  ...processorHours(data),
  ...expectedCosts(data),
];

function rateOf({ mixer, learningRate }: Climber): Quantity {
  return {
    name: `${mixer}LearningRate`,
    label: `Learning rate, ${mixerLabel(mixer)}`,
    value: learningRate,
    tolerance: { relative: 1e-9, absolute: 0 },
  };
}
