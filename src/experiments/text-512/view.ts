import { stagedView } from '../arena-stages/view.ts';
import { definition } from './definition.ts';

export const view = stagedView(definition, { domain: [40, 100], ticks: [40, 50, 60, 70, 80, 90, 100] });
