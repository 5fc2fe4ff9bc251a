import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** Beyond 1, space for the noise of a fit over a few octaves. */
const linear = 1.05;
/** Where n log n would come out over the lengths measured, and a little more. */
const nearly = 1.25;

export const claim: Claim = {
  id: 'linear-time',
  title: 'The time is linear in the length',
  quote: 'VLA achieves strict O(T) linear-time performance per token, avoiding the O(T²) slowdown of Softmax Attention',
  source: 'experiments page',
  place: 'section 4 and fig. 7; the paper’s abstract says O(T) scaling',
  published: [
    { label: 'VLA at T = 128, batch 8, T4, step by step', value: 180.5, unit: 'ms' },
    { label: 'VLA at T = 2,048', value: 2793.1, unit: 'ms' },
    { label: 'softmax attention at T = 128', value: 1.4, unit: 'ms' },
    { label: 'softmax attention at T = 2,048', value: 55.9, unit: 'ms' },
  ],
  test: measured({
    measures: { vla: 'linear-scaling.vlaExponent', softmax: 'linear-scaling.softmaxFullExponent' },
    written: 'after',
    rule:
      `Time is fitted as a power of the length from 1,024 tokens on, on the device of the record. Reproduced when the ` +
      `exponent of VLA is at most ${linear}. Partly when it is at most ${nearly} and below that of softmax attention. ` +
      'Else not reproduced.',
    judge({ vla, softmax }) {
      const found = `VLA’s exponent was ${formatNumber(vla.value)}, that of softmax attention ${formatNumber(softmax.value)}.`;
      if (vla.value <= linear) return reproduced(found);
      return vla.value <= nearly && vla.value < softmax.value ? partly(found) : notReproduced(found);
    },
    limits: 'One device, a software GPU, and one head size. The exponent says nothing about the time itself.',
  }),
};
