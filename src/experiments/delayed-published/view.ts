import { accuracyView } from '../../lib/training/accuracyView.ts';
import { definition } from './definition.ts';
import { shape } from './shape.ts';

export const view = accuracyView({
  alternative: definition.alternative,
  values: shape.tested,
  x: { label: 'delay in tokens', scale: 'log', base: 2, ticks: shape.tested },
  limit: { x: Math.max(...shape.trained), label: 'longest trained' },
  published: [],
  named: (delay) => `delay ${delay}`,
  trial: definition.live!,
});
