import { reviewsView } from '../reviews/view.ts';
import { definition } from './definition.ts';

export const view = reviewsView(definition);
