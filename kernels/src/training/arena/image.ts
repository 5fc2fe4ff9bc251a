import { imagePresets, imageTokens, pictureNames } from '../../tasks/index.ts';
import type { ImagePreset } from '../../tasks/index.ts';
import { ownSize, publishedSize } from './models.ts';
import type { ArenaPresets } from './types.ts';

/** Pixels row by row, and a token that asks. */
const sized = (preset: ImagePreset) => ({
  task: { name: 'image', settings: { size: imagePresets[preset].size } },
  tokens: imagePresets[preset].size ** 2 + 1,
});

const reason = {
  task: 'smaller pictures, each pixel the mean of a square of the published ones',
  budget: 'hours of a processor',
};

/** Image: pictures of 8, 16 and 32 pixels a side. */
export const imageArena: ArenaPresets = {
  tiny: ownSize('tiny', { ...sized('tiny'), batchSize: 64, steps: 10_000 }, reason),
  small: ownSize('small', { ...sized('small'), batchSize: 32, steps: 10_000 }, reason),
  full: publishedSize(
    // google-research/long-range-arena has both numbers, too.
    { ...sized('full'), batchSize: 256, steps: 35_000 },
    { first: imageTokens.firstAnswer, size: pictureNames.length },
    'google-research/long-range-arena, lra_benchmarks/image/input_pipeline.py: CIFAR-10 in grey, 32 × 32 pixels',
  ),
};
