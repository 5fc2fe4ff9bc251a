import { formatNumber } from '../../lib/format.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** The published factors, with a quarter of leeway on either side. */
const [lowest, highest] = [109 * 0.75, 113 * 1.25];

export const claim: Claim = {
  id: 'state-norm-ratio',
  title: 'The memory is 109 times smaller than linear attention’s',
  quote: 'VLA reduces ‖S_t‖_F by 109× relative to standard linear attention at T = 1,000',
  source: 'paper',
  place: 'abstract; 113× in fig. 8 of the experiments page',
  published: [
    { label: 'Ratio at T = 1,000, paper', value: 109, unit: '×' },
    { label: 'Ratio at T = 1,000, experiments page', value: 113, unit: '×' },
    { label: '‖S‖ of linear attention, untrained model', value: 1633.9 },
    { label: '‖S‖ of VLA, untrained model', value: 14.5 },
    { label: '‖S‖ of DeltaNet, untrained model', value: 1.2 },
  ],
  test: measured({
    measures: {
      untrained: 'state-norms.ratioUntrained',
      nonZeroMean: 'state-norms.ratioNonZeroMean',
      zeroMean: 'state-norms.ratioZeroMean',
    },
    written: 'after',
    rule:
      `Reproduced when the ratio lies between ${formatNumber(lowest, 2)} and ${formatNumber(highest, 3)} (the published ` +
      'factors and a quarter more or less) for all three kinds of inputs. Partly when it does not, but VLA’s norm is ' +
      'smaller in all three, by more than the spread over seeds. Else not reproduced.',
    judge(ratios) {
      const all = Object.values(ratios);
      const values = all.map(({ value }) => value);
      const range = `from ${formatNumber(Math.min(...values))}× to ${formatNumber(Math.max(...values))}×`;
      if (values.every((ratio) => ratio >= lowest && ratio <= highest)) return reproduced(`The ratio was ${range}.`);
      return all.every(({ value, spread }) => value - spread > 1)
        ? partly(`VLA’s norm is the smaller one, but by a factor that depends on the inputs, ${range}.`)
        : notReproduced(`VLA’s norm is not always the smaller one: the ratio was ${range}.`);
    },
  }),
};
