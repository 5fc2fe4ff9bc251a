import { listOpsPresets } from '../../tasks/index.ts';
import type { ListOpsPreset } from '../../tasks/index.ts';
import {
  ours,
  published,
  publishedRates,
  publishedRatesSource,
  ratesSource,
  smallModel,
  smallRates,
  smallSource,
  tinyModel,
  tinySource,
} from './models.ts';
import type { ArenaPreset, ArenaPresets } from './types.ts';

/** Steps and batch of a rung, so that one run takes minutes (A) to half a day (E) of a processor. */
function rung(
  name: Exclude<ListOpsPreset, 'full'>,
  size: 'tiny' | 'small',
  { batchSize, steps }: Pick<ArenaPreset, 'batchSize' | 'steps'>,
): ArenaPreset {
  const budget = ours('as many sequences as a processor trains on in minutes (A) to half a day (E)');
  return {
    task: { name: 'listops', settings: { ...listOpsPresets[name] } },
    tokens: listOpsPresets[name].maxLength,
    model: size === 'tiny' ? tinyModel : smallModel,
    batchSize,
    steps,
    rates: smallRates,
    sources: {
      task: ours('the published grammar with less depth, fewer operands and shorter expressions'),
      model: size === 'tiny' ? tinySource : smallSource,
      batchSize: budget,
      steps: budget,
      rates: ratesSource,
    },
  };
}

const rungs = {
  A: rung('A', 'tiny', { batchSize: 64, steps: 3_000 }),
  B: rung('B', 'tiny', { batchSize: 64, steps: 10_000 }),
  B2: rung('B2', 'tiny', { batchSize: 64, steps: 10_000 }),
  C: rung('C', 'small', { batchSize: 32, steps: 20_000 }),
  D: rung('D', 'small', { batchSize: 32, steps: 10_000 }),
  E: rung('E', 'small', { batchSize: 32, steps: 5_000 }),
};

/** ListOps: rungs from one operator without nesting to the published setting. */
export const listOpsArena: ArenaPresets<keyof typeof rungs> = {
  ...rungs,
  tiny: rungs.A,
  small: rungs.C,
  full: {
    task: { name: 'listops', settings: { ...listOpsPresets.full } },
    tokens: listOpsPresets.full.maxLength,
    model: smallModel,
    batchSize: 32,
    steps: 5_000,
    rates: publishedRates,
    sources: {
      task: published(
        'google-research/long-range-arena, lra_benchmarks/data/listops.py: depth 10, up to 10 arguments, more than 500 and fewer than 2000 tokens',
      ),
      model: smallSource,
      batchSize: published('Tay et al. 2021, appendix: batches of 32; Xiong et al. 2021 have the same'),
      steps: published('Tay et al. 2021, appendix: 5,000 steps; Xiong et al. 2021 have the same'),
      rates: publishedRatesSource,
    },
  },
};
