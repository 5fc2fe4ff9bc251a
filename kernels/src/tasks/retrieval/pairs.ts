import { fileError } from '../files/folder.ts';
import type { Folder } from '../files/folder.ts';
import { findLayout } from '../files/layout.ts';
import type { Layout } from '../files/layout.ts';
import { linesOf } from '../files/lines.ts';
import type { Line } from '../files/lines.ts';
import type { LoadOptions } from '../files/readAll.ts';
import { checkText } from '../files/utf8.ts';
import { sameBytes } from '../records/duplicates.ts';
import type { Counts } from '../records/settings.ts';
import type { Splits } from '../records/task.ts';
import { checkAll, fields, size } from '../../shapes.ts';
import { aFolder, aLayout, counts as whichCounts, loadOptions } from '../shapes.ts';

/** Two texts, and whether they belong together. */
export interface TextPair {
  /** 1 where they do. */
  readonly label: 0 | 1;
  /** The beginning of the first text, as far as it was asked for. */
  readonly first: Uint8Array;
  readonly second: Uint8Array;
}

/** Lines of each file, as published. */
const published = { train: 147_086, validation: 18_090, test: 17_437 };

const files = {
  train: 'new_aan_pairs.train.tsv',
  validation: 'new_aan_pairs.eval.tsv',
  test: 'new_aan_pairs.test.tsv',
};

/** The published folder, in the folder itself or one within it, as `lra_release/tsv_data`. */
export function findPairs(folder: Folder): Promise<Layout> {
  const expected = `the pairs of the ACL Anthology Network, ${Object.values(files).join(', ')}`;
  return findLayout(folder, /^new_aan_pairs\.(train|eval|test)\.tsv$/, expected);
}

const whatIsWanted = fields({ counts: whichCounts, bytes: size });

/**
 * Reads the pairs of papers of the ACL Anthology Network, as google-research/long-range-arena publishes them, `lra_benchmarks/matching/
 * input_pipeline.py`: no header, five columns with tabs between them, quotation marks that mean nothing: label (0.0 or 1.0), two
 * identifiers, two texts. The texts are taken as they stand there.
 *
 * @param bytes how many bytes of each text are kept. A paper that occurs in many pairs is kept once.
 * @param counts "published" wants as many lines as were published, "any" at least one in each file
 * @throws ArgumentError that names the file, the line and what is wrong with it
 */
export async function readPairs(
  folder: Folder,
  layout: Layout,
  wanted: { readonly counts: Counts; readonly bytes: number },
  options: LoadOptions = {},
): Promise<Splits<TextPair>> {
  checkAll({ folder: [folder, aFolder], layout: [layout, aLayout], options: [options, loadOptions] });
  whatIsWanted('wanted', wanted);
  const { root, sizes } = layout;
  const { counts, bytes } = wanted;
  const { signal, onProgress } = options;
  for (const file of Object.values(files)) {
    if (!sizes.has(file)) throw fileError(root + file, 'is not in the folder');
  }
  const keep = keeper(bytes);
  const read = { train: [] as TextPair[], validation: [] as TextPair[], test: [] as TextPair[] };
  for (const [i, split] of (['train', 'validation', 'test'] as const).entries()) {
    const path = root + files[split];
    for await (const line of linesOf(folder, path)) {
      if (line.number % 1000 === 1) signal?.throwIfAborted();
      read[split].push(pairOf(line, path, keep));
    }
    checkCount(path, read[split].length, counts === 'published' ? published[split] : null);
    onProgress?.({ read: i + 1, files: 3 });
  }
  return read;
}

function checkCount(path: string, lines: number, wanted: number | null): void {
  if (lines === 0) throw fileError(path, 'is empty; expected lines of pairs');
  if (wanted === null || lines === wanted) return;
  throw fileError(path, `has ${lines} lines; expected ${wanted}; the setting counts "any" takes fewer`);
}

type Keep = (id: string, text: Uint8Array) => Uint8Array;

function pairOf({ bytes, number, offset }: Line, path: string, keep: Keep): TextPair {
  checkText(bytes, path, offset);
  const columns = columnsOf(bytes);
  if (columns.length !== 5) {
    throw fileError(path, `has ${columns.length} columns in line ${number}; expected 5: label, id, id, text, text`);
  }
  const [written, firstId, secondId] = columns.slice(0, 3).map((column) => new TextDecoder().decode(column)) as [
    string,
    string,
    string,
  ];
  if (!/^[01](\.0+)?$/.test(written)) {
    throw fileError(
      path,
      `has the label ${JSON.stringify(written.slice(0, 40))} in line ${number}; expected 0.0 or 1.0`,
    );
  }
  const [first, second] = columns.slice(3) as [Uint8Array, Uint8Array];
  if (first.length === 0 || second.length === 0) {
    throw fileError(path, `has no ${first.length === 0 ? 'first' : 'second'} text in line ${number}`);
  }
  return { label: written.startsWith('1') ? 1 : 0, first: keep(firstId, first), second: keep(secondId, second) };
}

function columnsOf(line: Uint8Array): Uint8Array[] {
  const columns: Uint8Array[] = [];
  let start = 0;
  for (let tab = line.indexOf(0x09); tab >= 0; tab = line.indexOf(0x09, start)) {
    columns.push(line.subarray(start, tab));
    start = tab + 1;
  }
  return [...columns, line.subarray(start)];
}

/** Copies the beginning of a text, or finds the copy that its paper has already. */
function keeper(bytes: number): Keep {
  const kept = new Map<string, Uint8Array>();
  return (id, text) => {
    const beginning = text.subarray(0, bytes);
    const before = kept.get(id);
    if (before && sameBytes(before, beginning)) return before;
    const copy = beginning.slice();
    kept.set(id, copy);
    return copy;
  };
}
