import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** Half-way between a level norm (0) and the growth of a sum of independent writes (1/2). */
const levelPower = 0.25;

export const claim: Claim = {
  id: 'bounded-state',
  title: 'The state norm limits itself',
  quote: 'the state norm is self-limiting under bounded inputs',
  source: 'paper',
  place: 'abstract, Proposition 1',
  test: measured({
    measures: {
      untrained: 'state-norms.vlaLateGrowthUntrained',
      nonZeroMean: 'state-norms.vlaLateGrowthNonZeroMean',
      zeroMean: 'state-norms.vlaLateGrowthZeroMean',
      adversarial: 'state-norms.vlaLateGrowthAdversarial',
    },
    written: 'after',
    rule:
      `Four kinds of inputs with keys and values of bounded size: three random ones, and keys chosen at each step ` +
      `orthogonal to what is stored. Reproduced when, for all four, ‖S‖ grows over the last tenfold of steps more slowly ` +
      `than tᵖ with p = ${levelPower}; a sum of independent writes has p = 0.5. Partly when that holds for the random ` +
      'inputs alone. Else not reproduced.',
    judge({ adversarial, ...random }) {
      const typical = Math.max(...Object.values(random).map(({ value }) => value));
      const found = `The largest power was ${formatNumber(typical, 2)} for random inputs and ${formatNumber(adversarial.value, 2)} for chosen ones.`;
      if (typical > levelPower) return notReproduced(`The norm keeps growing for random inputs. ${found}`);
      return adversarial.value <= levelPower
        ? reproduced(`The norm levels off. ${found}`)
        : partly(
            `The norm levels off for random inputs, and grows without limit where each key is chosen against it. ${found}`,
          );
    },
    limits: 'One head size and an untrained layer. DeltaNet’s norm behaves in the same way.',
  }),
};
