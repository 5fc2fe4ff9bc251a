import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** The published length, and half or twice as much. */
const [shortest, longest] = [21_500, 86_000];

export const claim: Claim = {
  id: 'crossover',
  title: 'Faster than softmax attention from 43,000 tokens',
  quote: 'crossing below softmax attention latency at approximately 43,000 tokens',
  source: 'paper',
  place: 'abstract',
  published: [{ label: 'Length at which VLA gets faster', value: 43000, unit: 'tokens' }],
  test: measured({
    measures: { tiled: 'crossover.crossoverSoftmax', tfjs: 'crossover.crossoverTfjs', parity: 'crossover.parity' },
    written: 'after',
    rule:
      `Reproduced when VLA gets faster than the tiled softmax kernel between ${formatNumber(shortest)} and ` +
      `${formatNumber(longest)} tokens. Partly when that holds for TensorFlow.js’s softmax only. Else not reproduced.`,
    judge({ tiled, tfjs, parity }) {
      const near = (length: number): boolean => length >= shortest && length <= longest;
      const found =
        `VLA was no slower from ${formatNumber(tiled.value)} tokens on than the tiled softmax kernel, and from ` +
        `${formatNumber(tfjs.value)} on than TensorFlow.js’s; both need equally many operations at ${formatNumber(parity.value)}.`;
      if (near(tiled.value)) return reproduced(found);
      return near(tfjs.value) ? partly(found) : notReproduced(found);
    },
    limits: 'One device, a software GPU, forward passes in float32. A crossover belongs to two kernels on a device.',
  }),
};
