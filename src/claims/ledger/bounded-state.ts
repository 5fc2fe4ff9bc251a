import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, type Claim } from '../claim.ts';

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
    },
    rule:
      `Partly when, for each of three kinds of random inputs, ‖S‖ grows over the last tenfold of steps more slowly than ` +
      `tᵖ with p = ${levelPower}; a sum of independent writes has p = 0.5. Else not reproduced. Random inputs cannot show ` +
      'it for all bounded inputs, so this test never says reproduced.',
    judge(powers) {
      const largest = Math.max(...Object.values(powers).map(({ value }) => value));
      const found = `The largest power was ${formatNumber(largest, 2)}.`;
      return largest <= levelPower
        ? partly(
            `The norm levels off for random inputs. ${found} The mathematics page gives bounded inputs for which it ` +
              'grows without limit, like the square root of the number of steps.',
          )
        : notReproduced(`The norm keeps growing for random inputs. ${found}`);
    },
    limits: 'Random inputs and an untrained layer. DeltaNet’s norm levels off in the same way.',
  }),
};
