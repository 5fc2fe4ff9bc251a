import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** From here on not even the first digit of A is right. */
const useless = 0.1;
const accurate = 1e-4;

export const claim: Claim = {
  id: 'float32-required',
  title: 'The inverse needs float32',
  quote:
    'Updates must be computed in float32 precision. Using bf16 or fp16 will lead to catastrophic numerical instability ' +
    'due to accumulating floating-point errors in A_t',
  source: 'API page',
  place: 'InversePenaltyTracker',
  test: measured({
    measures: {
      float16Random: 'inverse-drift.float16Random',
      float16Aligned: 'inverse-drift.float16Aligned',
      bfloat16Random: 'inverse-drift.bfloat16Random',
      bfloat16Aligned: 'inverse-drift.bfloat16Aligned',
      float32Random: 'inverse-drift.float32Random',
      float32Aligned: 'inverse-drift.float32Aligned',
    },
    rule:
      `Reproduced when after 10,000 steps A has a relative error above ${useless} in both 16-bit formats and below ` +
      `${accurate} in float32, for random and for aligned directions. Partly when float32 is that good and one of the ` +
      '16-bit cases is that bad. Else not reproduced.',
    judge({ float32Random, float32Aligned, ...half }) {
      const single = Math.max(float32Random.value, float32Aligned.value);
      const halves = Object.values(half).map(({ value }) => value);
      const bad = halves.filter((error) => error > useless).length;
      const found = `The error was ${formatNumber(Math.min(...halves), 2)} or more in 16 bits and at most ${formatNumber(single, 2)} in float32.`;
      if (single >= accurate || bad === 0) return notReproduced(found);
      return bad === halves.length ? reproduced(found) : partly(found);
    },
    limits: 'The 16-bit formats are emulated: only the stored A is rounded, once a step.',
  }),
};
