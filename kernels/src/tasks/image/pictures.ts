import { fileError } from '../files/folder.ts';
import type { Folder } from '../files/folder.ts';
import { findLayout } from '../files/layout.ts';
import type { Layout } from '../files/layout.ts';
import type { LoadOptions } from '../files/readAll.ts';
import type { Counts } from '../records/settings.ts';
import { checkAll } from '../../shapes.ts';
import { aFolder, aLayout, counts as whichCounts, loadOptions } from '../shapes.ts';

/** A picture of CIFAR-10. */
export interface Picture {
  /** 0 … 9; {@link pictureNames} has the words. */
  readonly label: number;
  /** 1,024 bytes of red, as many of green and of blue, each row by row from above: a view of the file, and no copy. */
  readonly rgb: Uint8Array;
}

export interface Pictures {
  readonly train: readonly Picture[];
  readonly test: readonly Picture[];
}

/** Width and height. */
export const pictureSize = 32;

/** What the labels mean, as `batches.meta.txt` of the data has it. */
export const pictureNames: readonly string[] = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
];

const CHANNELS = 3 * pictureSize ** 2;
/** The label, then the channels. */
const RECORD = 1 + CHANNELS;
/** Of each of the six files, as published. */
const RECORDS = 10_000;

const trainFiles = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
const testFile = 'test_batch.bin';

/** The published folder, in the folder itself or one within it. */
export function findPictures(folder: Folder): Promise<Layout> {
  const expected = 'the binary version of CIFAR-10, with data_batch_1.bin to data_batch_5.bin and test_batch.bin';
  return findLayout(folder, /^(data_batch_[1-5]|test_batch)\.bin$/, expected);
}

/**
 * Reads CIFAR-10 in its binary version (Krizhevsky 2009, `cifar-10-batches-bin`): files of records of 3,073 bytes.
 *
 * @param counts "published" wants all six files of 10,000 records, "any" the test and at least one of the others, of whole records
 * @throws ArgumentError that names the file, and the byte where there is one
 */
export async function readPictures(
  folder: Folder,
  layout: Layout,
  counts: Counts,
  options: LoadOptions = {},
): Promise<Pictures> {
  checkAll({ folder: [folder, aFolder], layout: [layout, aLayout], options: [options, loadOptions] });
  whichCounts('counts', counts);
  const { root, sizes } = layout;
  const { signal, onProgress } = options;
  const there = trainFiles.filter((file) => sizes.has(file));
  const wanted = [...(counts === 'published' || there.length === 0 ? trainFiles : there), testFile];
  for (const file of wanted) checkSize(root + file, sizes.get(file), counts);
  const read: Picture[][] = [];
  for (const file of wanted) {
    signal?.throwIfAborted();
    read.push(picturesOf(await folder.read(root + file), root + file));
    onProgress?.({ read: read.length, files: wanted.length });
  }
  return { train: read.slice(0, -1).flat(), test: read.at(-1)! };
}

/** Before it is read: a file of another size is another file. */
function checkSize(path: string, size: number | undefined, counts: Counts): void {
  if (size === undefined) throw fileError(path, 'is not in the folder');
  const whole = RECORDS * RECORD;
  const fits = counts === 'published' ? size === whole : size > 0 && size <= whole && size % RECORD === 0;
  if (fits) return;
  const expected =
    counts === 'published' ? `${whole}, which are ${RECORDS} records` : `whole records, ${RECORDS} at most,`;
  throw fileError(path, `has ${size} bytes; expected ${expected} of ${RECORD}`);
}

/** The records of a file. */
export function picturesOf(bytes: Uint8Array, path: string): Picture[] {
  if (bytes.length % RECORD !== 0) {
    const record = Math.floor(bytes.length / RECORD);
    throw fileError(path, `ends at byte ${bytes.length}, within record ${record}; expected records of ${RECORD} bytes`);
  }
  return Array.from({ length: bytes.length / RECORD }, (_, i) => {
    const start = i * RECORD;
    const label = bytes[start]!;
    if (label > 9) throw fileError(path, `has the label ${label} at byte ${start}, in record ${i}; expected 0 to 9`);
    return { label, rgb: bytes.subarray(start + 1, start + RECORD) };
  });
}
