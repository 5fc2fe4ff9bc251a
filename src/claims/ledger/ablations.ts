import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, type Claim, type Measured } from '../claim.ts';

/** Recall that a part must move to count. */
const counts = 0.05;

const parts = {
  lambda0: 'λ₀',
  rank: 'the number of directions',
  nudge: 'the nudge',
  symbolic: 'the symbolic penalty',
} as const;

export const claim: Claim = {
  id: 'ablations',
  title: 'Each part contributes: λ₀, rank, stabilisation, symbolic penalties, learned λ',
  quote: 'Comparing learning drivers vs fixed bounds',
  source: 'README',
  place: 'caption of “Phase D Ablation Studies”, which changes λ, rank, stabilisation, form, λ₀ and symbolic penalties',
  test: measured({
    measures: {
      lambda0Base: 'ablations.lambda0Base',
      lambda0Small: 'ablations.lambda0Small',
      lambda0One: 'ablations.lambda0One',
      lambda0Ten: 'ablations.lambda0Ten',
      rankBase: 'ablations.rankBase',
      rankTwo: 'ablations.rankTwo',
      rankFour: 'ablations.rankFour',
      nudgeBase: 'ablations.nudgeBase',
      nudgePublished: 'ablations.nudgePublished',
      nudgeLarge: 'ablations.nudgeLarge',
      symbolicBase: 'ablations.symbolicBase',
      symbolicOne: 'ablations.symbolicOne',
      symbolicHundred: 'ablations.symbolicHundred',
    },
    written: 'before',
    rule:
      `A part counts where recall of 32 pairs differs by more than ${counts} between two of its settings, untrained. Partly when one part counts or ` +
      'more; not reproduced when none does. Never reproduced: λ, learned or fixed, is not in the recurrence, and streaming and parallel forms give ' +
      'the same numbers, so that two of the published comparisons can show nothing.',
    judge(found) {
      const moved = (Object.keys(parts) as (keyof typeof parts)[]).map((part) => {
        const settings = (Object.entries(found) as [string, Measured][]).filter(([name]) => name.startsWith(part));
        const values = settings.map(([, { value }]) => value);
        return { label: parts[part], by: Math.max(...values) - Math.min(...values) };
      });
      const said = moved.map(({ label, by }) => `${formatNumber(by, 2)} with ${label}`).join(', ');
      const sentence = `Recall moves by ${said}; learned or fixed λ changes nothing`;
      return moved.some(({ by }) => by > counts) ? partly(`${sentence}.`) : notReproduced(`${sentence}.`);
    },
    limits:
      'Nothing is trained, so that it shows what a part does to the memory, and not what a model can make of it. The published runs are trained on small tasks.',
  }),
  related: ['penalty-gating', 'memory-capacity'],
};
