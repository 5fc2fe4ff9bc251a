import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** The published factor, and half or twice as much. */
const [lowest, highest] = [7, 28];

export const claim: Claim = {
  id: 'fused-speedup',
  title: 'A fused kernel is 14 times faster',
  quote: 'A Triton-fused kernel achieves 14× speedup over sequential Python',
  source: 'paper',
  place: 'abstract',
  published: [{ label: 'Speed-up', value: 14, unit: '×' }],
  test: measured({
    measures: { fused: 'kernel-ladder.recurrentGainShort', whole: 'kernel-ladder.wholeShort' },
    written: 'after',
    rule:
      `Reproduced when the recurrent kernel, which fuses the operations of a step and changes nothing else, is from ` +
      `${lowest} to ${highest} times faster than a loop of operations. Partly when it is faster by another factor. Not ` +
      'reproduced when it is no faster.',
    judge({ fused, whole }) {
      const found =
        `The recurrent kernel was ${formatNumber(fused.value, 2)}× faster than the loop, and the last rung ` +
        `${formatNumber(whole.value, 2)}×.`;
      if (fused.value <= 1) return notReproduced(found);
      return fused.value >= lowest && fused.value <= highest ? reproduced(found) : partly(found);
    },
    limits:
      'TensorFlow.js on a software GPU in place of PyTorch and Triton on a T4: what a launch costs against the ' +
      'arithmetic of a step is not the same, and it sets the factor.',
  }),
};
