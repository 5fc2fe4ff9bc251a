import { pathfinderArchiveTokens } from '../../tasks/index.ts';
import { ours, ownSize, published, publishedSize } from './models.ts';
import type { ArenaPreset, ArenaPresets } from './types.ts';

/** Pictures of the published archive of Pathfinder; those of size 128 are Path-X. */
const sized = (size: 32 | 64 | 128) => ({
  task: { name: 'pathfinder-archive', settings: { size, level: 'hard' } },
  tokens: size ** 2 + 1,
});

const reason = {
  task: 'the published pictures of a smaller size, whose contours are as many dashes long',
  budget: 'one step shows time and memory; nobody is known to have learned Path-X with a small model',
};

/** Training pictures of Path-X: eight tenths of 200,000. */
const PICTURES = 160_000;
const EPOCHS = 50;
const BATCH = 16;

const full: ArenaPreset = publishedSize(
  { ...sized(128), batchSize: BATCH, steps: (EPOCHS * PICTURES) / BATCH },
  { first: pathfinderArchiveTokens.no, size: 2 },
  'google-research/long-range-arena, lra_benchmarks/data/pathfinder.py: 128 × 128 pixels, contours of 14 dashes',
);

/**
 * Path-X: 16,384 pixels and a token that asks. Batch and epochs are those of S4, the first model that learned it, with six layers of
 * width 256; the model here is the small one, since what a step costs is the question.
 */
export const pathXArena: ArenaPresets = {
  tiny: ownSize('tiny', { ...sized(32), batchSize: 16, steps: 10_000 }, reason),
  small: ownSize('small', { ...sized(64), batchSize: 16, steps: 10_000 }, reason),
  full: {
    ...full,
    // At 16,385 tokens what the blocks keep is most of what a step takes.
    model: { ...full.model, recompute: 'blocks' },
    rates: [5e-4, 1e-3],
    sources: {
      ...full.sources,
      model: ours('the small model of the other tasks, so that what a step costs can be compared'),
      batchSize: published('Gu et al. 2022, “S4”, and its code: batches of 16'),
      steps: published('Gu et al. 2022: 50 epochs, of 160,000 pictures each'),
      rates: published('Gu et al. 2022: 5e-4 to 1e-3'),
    },
  },
};
