import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../../src/index.ts';
import { loadTask, readPairs, recordBatch, textTokens } from '../../../src/tasks/index.ts';
import type { LoadedTask, Split, TaskSettings } from '../../../src/tasks/index.ts';
import { linesOf } from '../../../src/tasks/files/lines.ts';
import { bytesOf, memoryFolder } from '../../support/memoryFolder.ts';
import type { MadeFiles } from '../../support/memoryFolder.ts';

/** The two texts and the answer of each sequence of a split, as the model reads them. */
function pairsOf(task: LoadedTask, split: Split): string[] {
  const { size, length, tokens, targets, mask } = recordBatch(task, { split, from: 0, size: task.records[split] });
  return Array.from({ length: size }, (_, row) => {
    const sequence = tokens.subarray(row * length, (row + 1) * length);
    const [between, asked] = [sequence.indexOf(textTokens.separator), sequence.indexOf(textTokens.asked)];
    expect(mask.subarray(row * length, (row + 1) * length).indexOf(1)).toBe(asked);
    expect(sequence.subarray(asked + 1).every((token) => token === textTokens.padding)).toBe(true);
    const text = (from: number, to: number): string =>
      new TextDecoder().decode(Uint8Array.from(sequence.subarray(from, to), (token) => token - 1));
    const answer = targets[row * length + asked] === textTokens.yes ? '=' : '≠';
    return `${text(0, between)} ${answer} ${text(between + 1, asked)}`;
  });
}

describe('lines', () => {
  const read = async (content: string): Promise<[number, number, string][]> => {
    const lines: [number, number, string][] = [];
    for await (const { number, offset, bytes } of linesOf(memoryFolder({ a: content }), 'a'))
      lines.push([number, offset, new TextDecoder().decode(bytes)]);
    return lines;
  };

  test.each([
    ['', []],
    ['\n', ['']],
    ['one', ['one']],
    ['one\ntwo\n', ['one', 'two']],
    ['one\r\ntwo\r\n\r\nfour', ['one', 'two', '', 'four']],
    [
      'a line of more than one piece\n\n\nand another, überlang\n',
      ['a line of more than one piece', '', '', 'and another, überlang'],
    ],
    ['1234567\n123456\n', ['1234567', '123456']],
  ])('of %j', async (content, lines) => {
    const found = await read(content);
    expect(found.map(([, , text]) => text)).toEqual(lines);
    expect(found.map(([number]) => number)).toEqual(lines.map((_, i) => i + 1));
    const bytes = bytesOf(content);
    for (const [, offset, text] of found) {
      const there = bytes.subarray(offset, offset + bytesOf(text).length);
      expect(new TextDecoder().decode(there)).toBe(text);
    }
  });

  test('without an end are refused, and not held', async () => {
    const folder = {
      ...memoryFolder({ a: 'x' }),
      async *pieces() {
        for (;;) yield new Uint8Array(2 ** 20);
      },
    };
    const reading = async (): Promise<void> => {
      for await (const line of linesOf(folder, 'a')) expect(line).toBeUndefined();
    };
    await expect(reading()).rejects.toThrow('a: has more than 16777216 bytes in line 1');
  });
});

const line = (label: string, first: string, second: string): string =>
  `${label}\t${first}-id\t${second}-id\t${first}\t${second}\n`;

const papers = {
  'new_aan_pairs.train.tsv': line('1.0', 'On "quotes', 'A reply, “so”') + line('0.0', 'Parsing', 'Speech'),
  'new_aan_pairs.eval.tsv': line('0.0', 'Parsing', 'On "quotes'),
  'new_aan_pairs.test.tsv': line('1', 'Tagging', 'Parsing').trimEnd(),
};

const load = (files: MadeFiles, settings: TaskSettings = {}): Promise<LoadedTask> =>
  loadTask('retrieval', memoryFolder(files), { counts: 'any', ...settings });

describe('pairs of papers in the published layout', () => {
  test('become one text, the separator, the other, and the question', async () => {
    const task = await load(papers, { preset: 'tiny' });
    expect(task).toMatchObject({ name: 'retrieval', vocabulary: 261, length: 258 });
    expect(pairsOf(task, 'train')).toEqual(['On "quotes = A reply, “so”', 'Parsing ≠ Speech']);
    expect(pairsOf(task, 'validation')).toEqual(['Parsing ≠ On "quotes']);
    expect(pairsOf(task, 'test')).toEqual(['Tagging = Parsing']);
  });

  test('are cut off, each text by itself', async () => {
    const task = await load(papers, { bytes: 4 });
    expect(task.length).toBe(10);
    expect(pairsOf(task, 'train')).toEqual(['On " = A re', 'Pars ≠ Spee']);
  });

  test('keep a paper once, and two texts of one name apart', async () => {
    const layout = { root: '', sizes: new Map(Object.keys(papers).map((path) => [path, 1])) };
    const changed = { ...papers, 'new_aan_pairs.test.tsv': '1.0\tTagging-id\tParsing-id\tTagging\tPainting\n' };
    const { train, validation, test } = await readPairs(memoryFolder(changed), layout, { counts: 'any', bytes: 100 });
    expect(validation[0]!.first).toBe(train[1]!.first);
    expect(new TextDecoder().decode(test[0]!.second)).toBe('Painting');
    // What is kept holds no larger piece of the file in memory.
    expect(train[0]!.first.buffer.byteLength).toBe(10);
  });

  const lines = (text: string): MadeFiles => ({ ...papers, 'new_aan_pairs.eval.tsv': line('1.0', 'A', 'B') + text });
  test.each<[string, MadeFiles, string]>([
    ['without the files', { 'x.tsv': 'x' }, 'such as x.tsv; expected the pairs of the ACL Anthology Network'],
    ['without one of them', { 'new_aan_pairs.test.tsv': 'x' }, 'new_aan_pairs.train.tsv: is not in the folder'],
    ['with an empty one', { ...papers, 'new_aan_pairs.test.tsv': '' }, 'new_aan_pairs.test.tsv: is empty'],
    ['with four columns', lines('1.0\ta\tb\ttext\n'), 'new_aan_pairs.eval.tsv: has 4 columns in line 2; expected 5'],
    ['with six columns', lines('1.0\ta\tb\ttext\ttext\tmore\n'), 'has 6 columns in line 2'],
    ['with an empty line', lines('\n1.0\ta\tb\tx\ty\n'), 'has 1 columns in line 2'],
    ['with a label between two', lines(line('2.5', 'A', 'B')), 'has the label "2.5" in line 2; expected 0.0 or 1.0'],
    ['with a label of another kind', lines(line('True', 'A', 'B')), 'has the label "True" in line 2'],
    [
      'with a header',
      { ...papers, 'new_aan_pairs.test.tsv': 'label\tid1\tid2\ttext1\ttext2\n' },
      'has the label "label" in line 1',
    ],
    ['without the second text', lines('1.0\ta\tb\ttext\t\n'), 'has no second text in line 2'],
    [
      'with a NUL',
      lines('1.0\ta\tb\tte\0xt\ttext\n'),
      `new_aan_pairs.eval.tsv: has a NUL at byte ${line('1.0', 'A', 'B').length + 10}`,
    ],
    [
      'with what is no UTF-8',
      { ...papers, 'new_aan_pairs.test.tsv': Uint8Array.of(0x31, 0xff, 0x0a) },
      'new_aan_pairs.test.tsv: has 0xff at byte 1',
    ],
  ])('are refused %s', async (_, files, words) => {
    await expect(load(files)).rejects.toThrow(ArgumentError);
    await expect(load(files)).rejects.toThrow(words);
  });

  test('are refused where some of the published ones are missing, and for settings that they have not', async () => {
    await expect(load(papers, { counts: 'published' })).rejects.toThrow(
      'new_aan_pairs.train.tsv: has 2 lines; expected 147086',
    );
    await expect(load(papers, { splitSeed: 3 })).rejects.toThrow('retrieval.splitSeed: is not known');
    await expect(load(papers, { bytes: 10_001 })).rejects.toThrow(
      'bytes: was 10001; expected an integer of at least 1 and at most 10000',
    );
  });
});

/** Reviews of films: `films` in each split, four reviews of each, and one more film with a single one. */
function filmFiles(films: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (const split of ['train', 'test']) {
    for (const [kind, rating] of [
      ['pos', 9],
      ['neg', 2],
    ] as const) {
      const urls: string[] = [];
      const add = (film: string): void => {
        files[`${split}/${kind}/${urls.length}_${rating}.txt`] = `${film} ${kind} ${urls.length}`;
        urls.push(`http://www.imdb.com/title/${film}/usercomments`);
      };
      for (let film = 0; film < films; film++) for (let i = 0; i < 2; i++) add(`tt${split === 'test' ? 9 : 1}${film}`);
      if (kind === 'pos') add(`tt${split === 'test' ? 9 : 1}000`);
      files[`${split}/urls_${kind}.txt`] = `${urls.join('\n')}\n`;
    }
  }
  return files;
}

const loadFilms = (files: MadeFiles, settings: TaskSettings = {}): Promise<LoadedTask> =>
  loadTask('same-film', memoryFolder(files), { counts: 'any', preset: 'tiny', ...settings });

describe('pairs of reviews', () => {
  const halves = (pair: string) =>
    /^(\w+) (.*) ([=≠]) (\w+) (.*)$/.exec(pair)!.slice(1) as [string, string, string, string, string];

  test('are of one film where the answer says so, and never of one review', async () => {
    const task = await loadFilms(filmFiles(30));
    expect(task).toMatchObject({ name: 'same-film', length: 258, vocabulary: 261 });
    const filmsOfSplit = (['train', 'validation', 'test'] as const).map((split) => {
      const pairs = pairsOf(task, split);
      expect(pairs).toHaveLength(task.records[split]);
      for (const pair of pairs) {
        const [film, rest, answer, other, otherRest] = halves(pair);
        expect(answer === '=').toBe(film === other);
        expect(`${film} ${rest}`).not.toBe(`${other} ${otherRest}`);
      }
      const same = pairs.filter((pair) => pair.includes('='));
      expect(Math.abs(same.length - pairs.length / 2)).toBeLessThan(1);
      return new Set(pairs.flatMap((pair) => [halves(pair)[0], halves(pair)[3]]));
    });
    const all = filmsOfSplit.flatMap((films) => [...films]);
    expect(new Set(all).size).toBe(all.length);
    expect(all.some((film) => film.endsWith('000'))).toBe(false);
    expect(task.records.train + task.records.validation).toBe(121);
  });

  test('are others by another seed, and the same by the same', async () => {
    const pairs = async (splitSeed: number) => pairsOf(await loadFilms(filmFiles(30), { splitSeed }), 'test');
    expect(await pairs(1)).toEqual(await pairs(1));
    expect(await pairs(1)).not.toEqual(await pairs(2));
  });

  test('have no copies in them', async () => {
    const files = filmFiles(30);
    files['train/pos/1_9.txt'] = files['train/pos/0_9.txt']!;
    const task = await loadFilms(files);
    expect(task.records.train + task.records.validation).toBe(120);
  });

  test.each<[string, (files: Record<string, string>) => void, string]>([
    [
      'without the list of films',
      (files) => delete files['train/urls_pos.txt'],
      'train/urls_pos.txt: is not in the folder; expected the list of films',
    ],
    [
      'with a list that is too short',
      (files) => (files['test/urls_neg.txt'] = 'http://www.imdb.com/title/tt1/usercomments\n'),
      'test/urls_neg.txt: has 1 lines; expected one for review 1 of test/neg',
    ],
    [
      'with a list of something else',
      (files) => (files['test/urls_neg.txt'] = 'http://www.imdb.com/title/tt1/usercomments\nnone\n'),
      'test/urls_neg.txt: has "none" in line 2; expected the address of a film',
    ],
  ])('are refused %s', async (_, change, words) => {
    const files = filmFiles(30);
    change(files);
    await expect(loadFilms(files)).rejects.toThrow(ArgumentError);
    await expect(loadFilms(files)).rejects.toThrow(words);
  });

  test('are refused where a split has too few films', async () => {
    await expect(loadFilms(filmFiles(3))).rejects.toThrow(
      'folder: leaves validation fewer than two films with two reviews each',
    );
  });
});
