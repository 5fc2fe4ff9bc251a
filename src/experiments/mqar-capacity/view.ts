import { accuracyView } from '../../lib/training/accuracyView.ts';
import { headSize, pairCounts } from '../recall/sizes.ts';
import { definition } from './definition.ts';
import { published } from './published.ts';

export const view = accuracyView({
  alternative: definition.alternative,
  values: pairCounts,
  x: { label: 'pairs N', ticks: pairCounts },
  limit: { x: headSize, label: 'N = head size' },
  published,
  named: (pairs) => `${pairs} pairs`,
  trial: { training: 'short', seeds: 1 },
});
