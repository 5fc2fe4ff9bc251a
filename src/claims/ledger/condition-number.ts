import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** Up to here float32, with a relative rounding of 6e-8, keeps three decimal digits of the inverse. */
const acceptable = 1e4;
/** Half of growth in proportion to the length. */
const staysPower = 0.5;

export const claim: Claim = {
  id: 'condition-number',
  title: 'A stays well conditioned to T = 10,000',
  quote:
    'empirical monitoring of cond(P_t) and ||S_t||_F over long sequences (T up to 10k) […] including cases where keys ' +
    'align with prior spans. These additions will confirm practical well-conditioning',
  source: 'review',
  place: 'reply to the first major comment',
  test: measured({
    measures: {
      untrained: 'eigenvalues.conditionNumber',
      random: 'inverse-drift.conditionRandom',
      aligned: 'inverse-drift.conditionAligned',
      span: 'inverse-drift.conditionSpan',
      growthUntrained: 'eigenvalues.conditionGrowth',
      growthRandom: 'inverse-drift.conditionGrowthRandom',
      growthAligned: 'inverse-drift.conditionGrowthAligned',
      growthSpan: 'inverse-drift.conditionGrowthSpan',
    },
    written: 'after',
    rule:
      `Reproduced when the condition number after 10,000 steps is at most ${acceptable.toLocaleString('en')} for an ` +
      'untrained layer, random and aligned directions and such in the span already written, and grows over the last tenfold of steps more slowly than tᵖ with ' +
      `p = ${staysPower}. Partly when it is that small but still growing faster. Else not reproduced.`,
    judge({ untrained, random, aligned, span, growthUntrained, growthRandom, growthAligned, growthSpan }) {
      const largest = Math.max(untrained.value, random.value, aligned.value, span.value);
      const power = Math.max(growthUntrained.value, growthRandom.value, growthAligned.value, growthSpan.value);
      const found = `The condition number reached ${formatNumber(largest)}`;
      if (largest > acceptable) return notReproduced(`${found}.`);
      return power <= staysPower
        ? reproduced(`${found} and had levelled off.`)
        : partly(
            `${found}, which float32 handles, but it was growing like t to the power ${formatNumber(power, 2)}: ` +
              'it does not stay, and a longer sequence or a smaller λ₀ makes it larger.',
          );
    },
    limits: 'λ₀ = 0.1. The bound on the condition number is in inverse proportion to λ₀.',
  }),
};
