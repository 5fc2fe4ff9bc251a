import { accuracyView } from '../../lib/training/accuracyView.ts';
import { definition } from './definition.ts';
import { testDelays, trainedDelays } from './sizes.ts';

export const view = accuracyView({
  alternative: definition.alternative,
  values: testDelays,
  x: { label: 'delay in tokens', scale: 'log', base: 2, ticks: testDelays },
  limit: { x: Math.max(...trainedDelays), label: 'longest trained' },
  published: [],
  named: (delay) => `delay ${delay}`,
  trial: { ...definition.live, longest: definition.config.longest },
});
