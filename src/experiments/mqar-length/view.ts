import { accuracyView } from '../../lib/training/accuracyView.ts';
import { pairsInLengths, testLengths } from '../recall/sizes.ts';
import { definition } from './definition.ts';
import { published } from './published.ts';

export const view = accuracyView({
  alternative: definition.alternative,
  values: testLengths,
  x: { label: 'length T', scale: 'log', base: 2, ticks: testLengths },
  limit: { x: 64, label: 'longest trained' },
  published,
  named: (length) => `${pairsInLengths} pairs in ${length} tokens`,
  trial: { training: 'short', seeds: 1 },
});
