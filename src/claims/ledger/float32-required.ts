import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim, type Measured } from '../claim.ts';

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
      float16Span: 'inverse-drift.float16Span',
      bfloat16Random: 'inverse-drift.bfloat16Random',
      bfloat16Aligned: 'inverse-drift.bfloat16Aligned',
      bfloat16Span: 'inverse-drift.bfloat16Span',
      float32Random: 'inverse-drift.float32Random',
      float32Aligned: 'inverse-drift.float32Aligned',
      float32Span: 'inverse-drift.float32Span',
    },
    written: 'after',
    rule:
      'A format is good enough if A stays right whatever the directions are, so the largest error over random ones, aligned ' +
      `ones and such in the span already written decides. Reproduced when after 10,000 steps it is above ${useless} in ` +
      `both 16-bit formats and below ${accurate} in float32. Partly when float32 is that good and one of the two is that ` +
      'bad. Else not reproduced.',
    judge(errors) {
      const float32 = largest([errors.float32Random, errors.float32Aligned, errors.float32Span]);
      const float16 = largest([errors.float16Random, errors.float16Aligned, errors.float16Span]);
      const bfloat16 = largest([errors.bfloat16Random, errors.bfloat16Aligned, errors.bfloat16Span]);
      const [full, half, short] = [float32, float16, bfloat16].map((error) => formatNumber(error, 2));
      const inSpan = Math.min(errors.float16Span.value, errors.bfloat16Span.value);
      const found =
        `The largest error was ${half} in float16, ${short} in bfloat16 and ${full} in float32. In the span already ` +
        `written the better of the 16-bit formats had ${formatNumber(inSpan, 2)}.`;
      const bad = [float16, bfloat16].filter((error) => error > useless).length;
      if (!(float32 < accurate) || bad === 0) return notReproduced(found);
      return bad === 2 ? reproduced(found) : partly(found);
    },
    limits:
      'The 16-bit formats are emulated: only the stored A is rounded, once a step. The rule first left out the span already ' +
      'written. A stricter one would ask both formats to fail there too, instead of anywhere.',
  }),
};

function largest(errors: readonly Measured[]): number {
  return Math.max(...errors.map(({ value }) => value));
}
