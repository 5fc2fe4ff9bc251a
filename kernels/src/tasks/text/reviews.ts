import { fileError } from '../files/folder.ts';
import type { Folder } from '../files/folder.ts';
import { findLayout } from '../files/layout.ts';
import type { Layout } from '../files/layout.ts';
import { readAll } from '../files/readAll.ts';
import type { LoadOptions } from '../files/readAll.ts';
import type { Counts } from '../records/settings.ts';
import { checkText } from '../files/utf8.ts';
import { checkAll } from '../../shapes.ts';
import { aFolder, aLayout, counts as whichCounts } from '../shapes.ts';

/** A review of a film, and what its writer thought of it. */
export interface Review {
  /** Number of the file within its folder: a line of the list of films. */
  readonly id: number;
  /** 1 … 4 for a negative review, 7 … 10 for a positive one. */
  readonly rating: number;
  /** 1 where it is positive. */
  readonly label: 0 | 1;
  /** UTF-8, with the `<br />` that stand in it: what was read, and no copy. */
  readonly bytes: Uint8Array;
}

/** The labelled reviews of aclImdb, those of a folder by their numbers, negative ones first. */
export interface Reviews {
  readonly train: readonly Review[];
  readonly test: readonly Review[];
}

/** Files of each of the four folders, as published. */
const PUBLISHED = 12_500;

/** The longest review has 13,704 bytes. What has more than this is something else. */
const MOST_BYTES = 1_000_000;

const folders = [
  { split: 'train', kind: 'neg', label: 0, least: 1, most: 4 },
  { split: 'train', kind: 'pos', label: 1, least: 7, most: 10 },
  { split: 'test', kind: 'neg', label: 0, least: 1, most: 4 },
  { split: 'test', kind: 'pos', label: 1, least: 7, most: 10 },
] as const;

/** The published folders, in the folder itself or one within it. */
export function findReviews(folder: Folder): Promise<Layout> {
  const expected = 'aclImdb as it was published, with train/pos, train/neg, test/pos and test/neg';
  return findLayout(folder, /^(train|test)\/(pos|neg)\/[^/]+$/, expected);
}

/**
 * Reads aclImdb: Maas et al., "Learning Word Vectors for Sentiment Analysis", 2011, `{train,test}/{pos,neg}/ID_RATING.txt`. Lists of
 * words, of films, and reviews without a label are not read.
 *
 * @param counts "published" wants 12,500 reviews in each folder, "any" at least one
 * @throws ArgumentError that names the file and what is wrong with it
 */
export async function readReviews(
  folder: Folder,
  layout: Layout,
  counts: Counts,
  options: LoadOptions = {},
): Promise<Reviews> {
  checkAll({ folder: [folder, aFolder], layout: [layout, aLayout], counts: [counts, whichCounts] });
  const files = folders.flatMap((of) => filesOf(layout, of, counts));
  const paths = files.map(({ path }) => layout.root + path);
  const reviews = await readAll(
    folder,
    paths,
    (bytes, i): Review => {
      if (bytes.length === 0) throw fileError(paths[i]!, 'is empty; expected a review');
      checkText(bytes, paths[i]!);
      const { id, rating, label } = files[i]!;
      return { id, rating, label, bytes };
    },
    options,
  );
  const of = (split: string): Review[] => reviews.filter((_, i) => files[i]!.split === split);
  return { train: of('train'), test: of('test') };
}

function filesOf({ root, sizes }: Layout, of: (typeof folders)[number], counts: Counts) {
  const { split, kind, label, least, most } = of;
  const folder = `${split}/${kind}/`;
  const byId = new Map<number, string>();
  const files = [...sizes].flatMap(([path, size]) => {
    if (!path.startsWith(folder)) return [];
    const [, number, rated] = /^(\d{1,9})_(\d{1,9})\.txt$/.exec(path.slice(folder.length)) ?? [];
    const whole = root + path;
    if (number === undefined) throw fileError(whole, 'is no review; expected a name such as 127_9.txt, ID_RATING.txt');
    const [id, rating] = [Number(number), Number(rated)];
    if (rating < least || rating > most) {
      const review = label === 1 ? 'positive' : 'negative';
      throw fileError(
        whole,
        `has the rating ${rating} in its name; expected ${least} to ${most}, for a ${review} review`,
      );
    }
    const other = byId.get(id);
    if (other) throw fileError(whole, `is review ${id} as ${root + other} is; expected one rating for each`);
    byId.set(id, path);
    if (size > MOST_BYTES) throw fileError(whole, `has ${size} bytes; expected a review of at most ${MOST_BYTES}`);
    return [{ path, split, label, id, rating }];
  });
  const wanted = counts === 'published' ? files.length === PUBLISHED : files.length > 0;
  if (wanted) return files.sort((a, b) => a.id - b.id);
  const enough = counts === 'published' ? `${PUBLISHED}; the setting counts "any" takes fewer` : 'at least one';
  throw fileError(root + folder, `has ${files.length} reviews; expected ${enough}`);
}
