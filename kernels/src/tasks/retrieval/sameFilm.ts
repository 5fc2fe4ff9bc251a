import { ArgumentError } from '../../errors.ts';
import { checkKeys } from '../../ops/validation/options.ts';
import { seededRandom } from '../../random.ts';
import type { Random } from '../../random.ts';
import type { Folder } from '../files/folder.ts';
import type { LoadOptions } from '../files/readAll.ts';
import { firstWithSameBytes } from '../records/duplicates.ts';
import { recordSettingNames, recordSettings } from '../records/settings.ts';
import type { RecordSettings } from '../records/settings.ts';
import { splitOff } from '../records/splits.ts';
import type { LoadedTask } from '../records/task.ts';
import { findReviews, readReviews } from '../text/reviews.ts';
import { readFilms } from './films.ts';
import type { ReviewOfFilm } from './films.ts';
import type { TextPair } from './pairs.ts';
import type { RetrievalPreset } from './presets.ts';
import { pairBytes, taskOfPairs } from './task.ts';
import { aReviewOfFilm, trainAndTest } from '../shapes.ts';

export interface SameFilmSettings extends RecordSettings {
  /** Where what is not given comes from. Default "full", the lengths of Retrieval. */
  readonly preset?: RetrievalPreset;
  /** Bytes of each review that are read; what follows is cut off. */
  readonly bytes?: number;
}

/**
 * Are two reviews of the same film? A stand-in for Retrieval, and no part of the Long Range Arena: texts that can be had, with the layout of
 * {@link retrievalTask}. Half of the pairs are of one film. In every split there are as many pairs as reviews, drawn by `splitSeed`, and no
 * film of one is in another: the published test has films of its own, and validation is a tenth of the reviews of training, by films.
 *
 * Reviews of one film often agree in their opinion, too, so that a reader of opinions alone is right more often than half of the time.
 *
 * @throws ArgumentError where a split has fewer than two films, or none with two reviews
 */
export function sameFilmTask(
  films: Readonly<Record<'train' | 'test', readonly ReviewOfFilm[]>>,
  settings: SameFilmSettings = {},
): LoadedTask {
  trainAndTest(aReviewOfFilm)('films', films);
  const { splitSeed, ...resolved } = sameFilmSettings(settings);
  const { train, test } = withoutCopies(films);
  const parts = splitOff(train, { count: Math.round(train.length / 10), seed: splitSeed, keyOf: ({ film }) => film });
  const random = seededRandom(splitSeed);
  const splits = {
    train: pairsOf(parts.rest, random, 'training'),
    validation: pairsOf(parts.first, random, 'validation'),
    test: pairsOf(test, random, 'test'),
  };
  return taskOfPairs('same-film', splits, { ...resolved, splitSeed }, settings.data);
}

/** The same from aclImdb with its lists of films; see {@link readReviews}. */
export async function loadSameFilm(
  folder: Folder,
  settings: SameFilmSettings = {},
  options: LoadOptions = {},
): Promise<LoadedTask> {
  const { counts } = sameFilmSettings(settings);
  const layout = await findReviews(folder);
  const reviews = await readReviews(folder, layout, counts, options);
  return sameFilmTask(await readFilms(folder, layout, reviews), settings);
}

function sameFilmSettings(settings: SameFilmSettings) {
  checkKeys('same-film', settings, ['preset', 'bytes', ...recordSettingNames]);
  return { bytes: pairBytes(settings), ...recordSettings(settings) };
}

/** Of reviews with the same bytes the first alone: two copies would be a pair that needs no reading. */
function withoutCopies({ train, test }: Readonly<Record<'train' | 'test', readonly ReviewOfFilm[]>>) {
  const first = firstWithSameBytes([...train, ...test].map(({ review }) => review.bytes));
  const isFirst = (from: number) => (_: ReviewOfFilm, i: number) => first[from + i] === from + i;
  return { train: train.filter(isFirst(0)), test: test.filter(isFirst(train.length)) };
}

/** As many pairs as reviews: by turns of one film and of two. Films with one review are in none. */
function pairsOf(all: readonly ReviewOfFilm[], random: Random, split: string): TextPair[] {
  const byFilm = new Map<string, ReviewOfFilm[]>();
  for (const one of all) byFilm.set(one.film, [...(byFilm.get(one.film) ?? []), one]);
  const reviews = all.filter(({ film }) => byFilm.get(film)!.length > 1);
  if (new Set(reviews.map(({ film }) => film)).size < 2) {
    throw new ArgumentError('folder', `leaves ${split} fewer than two films with two reviews each`);
  }
  const pick = (from: readonly ReviewOfFilm[], accept: (one: ReviewOfFilm) => boolean): ReviewOfFilm => {
    for (;;) {
      const one = from[random.integer(from.length)]!;
      if (accept(one)) return one;
    }
  };
  return Array.from({ length: all.length }, (_, i): TextPair => {
    const label = i % 2 === 0 ? 1 : 0;
    const first = pick(reviews, () => true);
    const second =
      label === 1
        ? pick(byFilm.get(first.film)!, (one) => one !== first)
        : pick(reviews, ({ film }) => film !== first.film);
    return { label, first: first.review.bytes, second: second.review.bytes };
  });
}
