import { pathfinderArchiveTokens, pathfinderPresets } from '../../tasks/index.ts';
import type { Cue, PathfinderPreset } from '../../tasks/index.ts';
import { ownSize, publishedSize } from './models.ts';
import type { ArenaPreset, ArenaPresets } from './types.ts';

/** Drawn pictures, row by row, and a token that asks. */
function drawn(
  name: PathfinderPreset,
  model: 'tiny' | 'small',
  { batchSize, cue = 'as published' }: Pick<ArenaPreset, 'batchSize'> & { readonly cue?: Cue },
): ArenaPreset {
  const settings = { ...pathfinderPresets[name], cue };
  return ownSize(
    model,
    { task: { name: 'pathfinder', settings }, tokens: settings.size ** 2 + 1, batchSize, steps: 10_000 },
    {
      task: 'smaller pictures of fewer and straighter dashes, drawn as they are asked for',
      budget: 'hours of a processor, a few hundredths of the pictures that published models of this size have seen',
    },
  );
}

/** Pixels a side of pictures that are drawn as they are asked for. */
export type PathfinderSize = '12' | '16' | '20' | '20-matched' | '24';

const sizes: Readonly<Record<PathfinderSize, ArenaPreset>> = {
  '12': drawn('12', 'tiny', { batchSize: 64 }),
  '16': drawn('16', 'tiny', { batchSize: 64 }),
  '20': drawn('20', 'small', { batchSize: 32 }),
  '20-matched': drawn('20', 'small', { batchSize: 32, cue: 'matched' }),
  '24': drawn('24', 'small', { batchSize: 32 }),
};

/** Pathfinder: drawn pictures of 12 to 24 pixels a side, and the published ones of 32. */
export const pathfinderArena: ArenaPresets<PathfinderSize> = {
  ...sizes,
  tiny: sizes['12'],
  small: sizes['20'],
  full: publishedSize(
    {
      task: { name: 'pathfinder-archive', settings: { size: 32, level: 'hard' } },
      tokens: 32 ** 2 + 1,
      batchSize: 256,
      steps: 62_400,
    },
    { first: pathfinderArchiveTokens.no, size: 2 },
    'google-research/long-range-arena, lra_benchmarks/data/pathfinder.py: 32 × 32 pixels; of its three levels the hard one, contours of 14 dashes, as most report it',
  ),
};
