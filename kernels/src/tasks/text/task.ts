import { checkKeys, choiceOption } from '../../ops/validation/options.ts';
import type { Folder } from '../files/folder.ts';
import type { LoadOptions } from '../files/readAll.ts';
import { firstWithSameBytes } from '../records/duplicates.ts';
import { fingerprintOf } from '../records/fingerprint.ts';
import { recordSettingNames, recordSettings } from '../records/settings.ts';
import type { RecordSettings } from '../records/settings.ts';
import { splitOff } from '../records/splits.ts';
import { taskOfRecords } from '../records/task.ts';
import type { LoadedTask, Splits } from '../records/task.ts';
import { integerSetting } from '../settings.ts';
import { textPresets } from './presets.ts';
import type { TextPreset } from './presets.ts';
import { findReviews, readReviews } from './reviews.ts';
import type { Review, Reviews } from './reviews.ts';
import { ask, textTokens, writeBytes } from './tokens.ts';
import { count, fields, oneOf } from '../../shapes.ts';
import { labelledBytes, trainAndTest } from '../shapes.ts';

export interface TextSettings extends RecordSettings {
  /** Where what is not given comes from. Default "full", the configuration of the Long Range Arena. */
  readonly preset?: TextPreset;
  /** Bytes of a review that are read; what follows is cut off. */
  readonly bytes?: number;
  /**
   * "own" (default) chooses a tenth of the training reviews for validation, and leaves the test alone. "published" is what the Long Range Arena
   * does: all of them are trained on, and the test is the validation, too, so that what was chosen by it is no test any more.
   */
  readonly splits?: 'own' | 'published';
}

/**
 * Text of the Long Range Arena: is a review of a film positive? Bytes of the review, one more than each; then 257, where it is asked; then
 * padding, 0, which a causal model never reads. Answers are 258, negative, and 259, positive.
 *
 * The published model reads in both directions and answers from a token before the text or the mean of all; here the answer is asked
 * after the text, since the operators read forwards.
 */
export function textTask(reviews: Reviews, settings: TextSettings = {}): LoadedTask {
  const resolved = textSettings(settings);
  const { bytes } = resolved;
  const splits = textSplits(reviews, resolved);
  return taskOfRecords({
    name: 'text',
    settings: {
      ...resolved,
      data: fingerprintOf(splits, settings.data, (print, { label, bytes: text }) => print.number(label).add(text)),
    },
    vocabulary: textTokens.yes + 1,
    length: bytes + 1,
    ranges: { bytes: { first: textTokens.firstByte, size: 256 }, answers: { first: textTokens.no, size: 2 } },
    splits,
    write(review, row) {
      ask(row, writeBytes(row, 0, review.bytes, bytes), review.label);
    },
  });
}

/** The same from the published folder; see {@link readReviews}. */
export async function loadText(
  folder: Folder,
  settings: TextSettings = {},
  options: LoadOptions = {},
): Promise<LoadedTask> {
  const { counts } = textSettings(settings);
  return textTask(await readReviews(folder, await findReviews(folder), counts, options), settings);
}

const howToSplit = fields({ splits: oneOf('own', 'published'), splitSeed: count });

/** The reviews of each split. None for validation has the bytes of one that is trained on. */
export function textSplits(reviews: Reviews, by: Pick<ResolvedText, 'splits' | 'splitSeed'>): Splits<Review> {
  trainAndTest(labelledBytes)('reviews', reviews);
  howToSplit('by', by);
  const { train, test } = reviews;
  const { splits, splitSeed } = by;
  if (splits === 'published') return { train, validation: test, test };
  const same = firstWithSameBytes(train.map(({ bytes }) => bytes));
  const keys = new Map(train.map((review, i) => [review, same[i]!]));
  const parts = splitOff(train, {
    count: Math.round(train.length / 10),
    seed: splitSeed,
    keyOf: (review) => keys.get(review)!,
  });
  return { train: parts.rest, validation: parts.first, test };
}

/** Settings with their defaults filled in. */
export type ResolvedText = Required<Omit<TextSettings, 'preset' | 'data'>>;

function textSettings(settings: TextSettings): ResolvedText {
  checkKeys('text', settings, ['preset', 'bytes', 'splits', ...recordSettingNames]);
  const presets = Object.keys(textPresets) as TextPreset[];
  const preset = choiceOption({ name: 'preset', value: settings.preset, fallback: 'full', choices: presets });
  return {
    bytes: integerSetting('bytes', settings.bytes, { least: 1, most: 100_000, fallback: textPresets[preset].bytes }),
    splits: choiceOption({
      name: 'splits',
      value: settings.splits,
      fallback: 'own',
      choices: ['own', 'published'] as const,
    }),
    ...recordSettings(settings),
  };
}
