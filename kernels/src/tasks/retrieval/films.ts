import { fileError } from '../files/folder.ts';
import type { Folder } from '../files/folder.ts';
import type { Layout } from '../files/layout.ts';
import { linesOf } from '../files/lines.ts';
import type { Review, Reviews } from '../text/reviews.ts';
import { checkAll } from '../../shapes.ts';
import { aFolder, aLayout, aReview, trainAndTest } from '../shapes.ts';

/** A review and the film that it is of. */
export interface ReviewOfFilm {
  /** Such as tt0453418. */
  readonly film: string;
  readonly review: Review;
}

/**
 * Which film each review is of: line i + 1 of `train/urls_pos.txt` is the address of review i of `train/pos`, and likewise for the other
 * three folders.
 *
 * @throws ArgumentError that names the file and the line
 */
export async function readFilms(
  folder: Folder,
  layout: Layout,
  reviews: Reviews,
): Promise<Readonly<Record<'train' | 'test', readonly ReviewOfFilm[]>>> {
  checkAll({ folder: [folder, aFolder], layout: [layout, aLayout], reviews: [reviews, trainAndTest(aReview)] });
  const { root, sizes } = layout;
  const read = async (split: 'train' | 'test'): Promise<ReviewOfFilm[]> => {
    const ofFilms: ReviewOfFilm[] = [];
    for (const [label, kind] of ['neg', 'pos'].entries()) {
      const path = `${split}/urls_${kind}.txt`;
      if (!sizes.has(path))
        throw fileError(root + path, 'is not in the folder; expected the list of films beside the reviews');
      const films = await filmsOf(folder, root + path);
      for (const review of reviews[split]) {
        if (review.label !== label) continue;
        const film = films[review.id];
        if (film === undefined) {
          throw fileError(
            root + path,
            `has ${films.length} lines; expected one for review ${review.id} of ${split}/${kind}`,
          );
        }
        ofFilms.push({ film, review });
      }
    }
    return ofFilms;
  };
  return { train: await read('train'), test: await read('test') };
}

async function filmsOf(folder: Folder, path: string): Promise<string[]> {
  const films: string[] = [];
  for await (const { bytes, number } of linesOf(folder, path)) {
    const line = new TextDecoder().decode(bytes);
    const film = /\/title\/(tt\d+)\//.exec(line)?.[1];
    if (film === undefined) {
      throw fileError(
        path,
        `has ${JSON.stringify(line.slice(0, 80))} in line ${number}; expected the address of a film, with /title/tt…/`,
      );
    }
    films.push(film);
  }
  return films;
}
