import { accuracyView } from '../../lib/training/accuracyView.ts';
import { definition } from './definition.ts';
import { delays, headSize } from './sizes.ts';

export const view = accuracyView({
  alternative: definition.alternative,
  values: delays,
  x: { label: 'delay in tokens', ticks: delays },
  limit: { x: headSize, label: 'head size' },
  published: [],
  named: (delay) => `delay ${delay}`,
  trial: definition.live!,
});
