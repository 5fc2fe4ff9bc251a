import { fileURLToPath } from 'node:url';
import type { MixerName } from '@vla/kernels/model';
import { costOf, listOpsArena } from '@vla/kernels/training';
import { describe, expect, test } from 'vitest';
import { FigureStore } from '../../lib/recording/store.ts';
import { mixers } from '../../lib/training/config.ts';
import type { ClimbedRung, LadderData } from '../listops-ladder/data.ts';
import { rungs } from '../listops-ladder/rungs.ts';
import { definition } from './definition.ts';
import { expectedCosts } from './expectedCost.ts';
import { quantitiesOf } from './quantities.ts';

/** A ladder on which each mixer's two runs came to this and 2 points more. */
function ladder(shares: Readonly<Partial<Record<MixerName, number>>>, processorSeconds?: number): LadderData {
  const rung = (name: ClimbedRung['rung'], trained: boolean): ClimbedRung => ({
    rung: name,
    groups: [
      { name: 'all', sequences: 4 },
      { name: 'MIN', sequences: 2 },
    ],
    floors: [{ known: 0, accuracy: [0.25, 0.5] }],
    climbers: !trained
      ? []
      : mixers.map((mixer) => ({
          ...{ mixer, learningRate: 0.004, tried: [] },
          runs: [0, 0.02].map((more) => ({
            ...{ accuracy: [shares[mixer]! + more, 0.5], curve: [], steps: 20 },
            ...(processorSeconds !== undefined && { processorSeconds }),
          })),
        })),
  });
  const whole = rung('A', false);
  return { rungs: [rung('A', true), rung('B', true), rung('C', false)], published: whole };
}

const shares = { vla: 0.6, deltanet: 0.61, linear: 0.5, softmax: 0.6 };
const numbersOf = (data: LadderData) => Object.fromEntries(quantitiesOf(data).map(({ name, value }) => [name, value]));

test('the numbers of a rung: means in per cent, groups, floors, and the pairs that VLA wins', () => {
  const numbers = numbersOf(ladder(shares));
  expect(numbers['vlaB']).toBeCloseTo(61, 9);
  expect(numbers['vlaBMin']).toBeCloseTo(50, 9);
  expect(numbers).toMatchObject({ firstOperatorB: 25, firstOperatorBMin: 50, vlaOverLinearB: 1 });
  // Of 60 and 62 against 61 and 63 one pair in four, and of twice the same two with a tie each.
  expect(numbers['vlaOverDeltanetB']).toBeCloseTo(0.25, 9);
  expect(numbers['vlaOverSoftmaxB']).toBeCloseTo(0.5, 9);
  expect(Object.keys(numbers).filter((name) => /C$/.test(name) && name.startsWith('vla'))).toEqual([]);
});

describe('what was not run', () => {
  test('is expected to take its operations at the rate of rung B', () => {
    const [rungC] = expectedCosts(ladder(shares, 3600));
    const hours = mixers.reduce((sum, mixer) => {
      const ratio = costOf(listOpsArena.C, mixer).flop / costOf({ ...listOpsArena.B, steps: 3000 }, mixer).flop;
      return sum + 3 * ratio;
    }, 0);
    expect(rungC).toMatchObject({ name: 'rungCHours', unit: 'h', tolerance: null });
    expect(rungC.value).toBeCloseTo(hours, 9);
  });

  test('has no cost where no time was measured', () => {
    expect(expectedCosts(ladder(shares))).toEqual([]);
  });
});

test.each(['A', 'B', 'C'] as const)('rung %s is the arena’s, but for its learning rates', (name) => {
  const { model, batchSize, steps } = listOpsArena[name];
  // B is trained for as long as A, which is shorter than its preset.
  expect(rungs[name]).toMatchObject({ model, batchSize, steps: name === 'B' ? listOpsArena.A.steps : steps });
});

const recorded = new FigureStore(fileURLToPath(new URL('../../../static/figures', import.meta.url))).read(
  'lra-overall',
);

test.runIf(recorded)('a reader’s run of VLA has the learning rate that the record chose', () => {
  const [, b] = (recorded!.data as LadderData).rungs;
  const chosen = b.climbers.find(({ mixer }) => mixer === 'vla')!.learningRate;
  expect(definition.live).toMatchObject({ mixer: 'vla', learningRate: String(chosen) });
});
