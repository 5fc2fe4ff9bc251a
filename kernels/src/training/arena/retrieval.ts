import { retrievalPresets, textTokens } from '../../tasks/index.ts';
import type { RetrievalPreset } from '../../tasks/index.ts';
import { ownSize, publishedSize } from './models.ts';
import type { ArenaPresets } from './types.ts';

/** Two texts, a token between them and one that asks. */
const sized = (name: string, preset: RetrievalPreset) => ({
  task: { name, settings: { bytes: retrievalPresets[preset].bytes } },
  tokens: 2 * retrievalPresets[preset].bytes + 2,
});

const reason = {
  task: 'the beginnings of both texts, of which a processor can read many',
  budget: 'hours of a processor',
};

const presetsOf = (name: 'retrieval' | 'same-film'): ArenaPresets => ({
  tiny: ownSize('tiny', { ...sized(name, 'tiny'), batchSize: 32, steps: 10_000 }, reason),
  small: ownSize('small', { ...sized(name, 'small'), batchSize: 32, steps: 10_000 }, reason),
  full: publishedSize(
    { ...sized(name, 'full'), batchSize: 32, steps: 30_000 },
    { first: textTokens.no, size: 2 },
    'google-research/long-range-arena, lra_benchmarks/matching/configs/base_match_config.py: max_length 4000 of each text',
  ),
});

/** Retrieval: 128, 512 and 4,000 bytes of each of two papers. One causal model reads both, where the published one has two towers. */
export const retrievalArena = presetsOf('retrieval');

/** The same sizes for the stand-in of reviews of films. Nobody published it. */
export const sameFilmArena = presetsOf('same-film');
