import { textPresets, textTokens } from '../../tasks/index.ts';
import type { TextPreset } from '../../tasks/index.ts';
import { ownSize, publishedSize } from './models.ts';
import type { ArenaPresets } from './types.ts';

/** A review, and a token that asks. */
const sized = (preset: TextPreset) => ({
  task: { name: 'text', settings: { bytes: textPresets[preset].bytes } },
  tokens: textPresets[preset].bytes + 1,
});

const reason = {
  task: 'the beginnings of the reviews, most of which are longer',
  budget: 'a few times all reviews, in hours of a processor',
};

// The appendix of Tay et al. 2021 has 20,000 steps, too.
const trained = { batchSize: 32, steps: 20_000 };

const answers = { first: textTokens.no, size: 2 };

/** Text: 256, 512 and 1,000 bytes of a review; "longest" is the longest that the paper tries. */
export const textArena: ArenaPresets<'longest'> = {
  tiny: ownSize('tiny', { ...sized('tiny'), batchSize: 64, steps: 5_000 }, reason),
  small: ownSize('small', { ...sized('small'), batchSize: 32, steps: 5_000 }, reason),
  full: publishedSize(
    { ...sized('full'), ...trained },
    answers,
    'google-research/long-range-arena, lra_benchmarks/text_classification/configs/base_tc_config.py: max_length 1000',
  ),
  longest: publishedSize(
    { ...sized('longest'), ...trained },
    answers,
    'Tay et al. 2021: the best of 1,000 to 4,000 bytes; Xiong et al. 2021: 4,000',
  ),
};
