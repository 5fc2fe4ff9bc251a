import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { stagedView } from '../arena-stages/view.ts';

/** The figure of a contest on reviews. */
export const reviewsView = (definition: Pick<ExperimentDefinition, 'alternative'>) =>
  stagedView(definition, { domain: [40, 100], ticks: [40, 50, 60, 70, 80, 90, 100] });
