import { listOpsPresets } from '../../tasks/index.ts';
import type { ListOpsPreset } from '../../tasks/index.ts';
import { ownSize, publishedSize } from './models.ts';
import type { ArenaPreset, ArenaPresets } from './types.ts';

function rung(
  name: Exclude<ListOpsPreset, 'full'>,
  size: 'tiny' | 'small',
  length: Pick<ArenaPreset, 'batchSize' | 'steps'>,
): ArenaPreset {
  const task = { name: 'listops', settings: { ...listOpsPresets[name] } };
  return ownSize(
    size,
    { task, tokens: listOpsPresets[name].maxLength, ...length },
    {
      task: 'the published grammar with less depth, fewer operands and shorter expressions',
      budget: 'as many sequences as a processor trains on in minutes (A) to half a day (E)',
    },
  );
}

/** Rungs below the published setting. */
export type ListOpsRung = Exclude<ListOpsPreset, 'full'>;

const rungs: Readonly<Record<ListOpsRung, ArenaPreset>> = {
  A: rung('A', 'tiny', { batchSize: 64, steps: 3_000 }),
  B: rung('B', 'tiny', { batchSize: 64, steps: 10_000 }),
  B2: rung('B2', 'tiny', { batchSize: 64, steps: 10_000 }),
  C: rung('C', 'small', { batchSize: 32, steps: 20_000 }),
  D: rung('D', 'small', { batchSize: 32, steps: 10_000 }),
  E: rung('E', 'small', { batchSize: 32, steps: 5_000 }),
};

/** ListOps: rungs from one operator without nesting to the published setting. */
export const listOpsArena: ArenaPresets<ListOpsRung> = {
  ...rungs,
  tiny: rungs.A,
  small: rungs.C,
  full: publishedSize(
    {
      task: { name: 'listops', settings: { ...listOpsPresets.full } },
      tokens: listOpsPresets.full.maxLength,
      // Also in the appendix of Tay et al. 2021.
      batchSize: 32,
      steps: 5_000,
    },
    { first: 0, size: 10 },
    'google-research/long-range-arena, lra_benchmarks/data/listops.py: depth 10, up to 10 arguments, more than 500 and fewer than 2000 tokens',
  ),
};
