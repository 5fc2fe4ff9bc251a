import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftOf, seedControl, type AnyControl } from '../fields.ts';
import { bibtexCitation, plainCitation, type Cited } from './citation.ts';
import { csvOf } from './csv.ts';
import { readShared, writeShared } from './query.ts';

const controls: readonly AnyControl[] = [
  { key: 'length', label: 'Length', kind: 'integer', min: 10, max: 1000 },
  { key: 'lambda0', label: 'λ₀', kind: 'number', min: 0.001, max: 100 },
  {
    key: 'inputs',
    label: 'Inputs',
    kind: 'choice',
    choices: [
      { value: 'random', label: 'random' },
      { value: 'own', label: 'own' },
    ],
  },
  { key: 'log', label: 'Logarithmic', kind: 'boolean' },
  seedControl,
];
const defaults = draftOf(controls, { length: 100, lambda0: 0.1, inputs: 'random', log: false, seed: 1 });
const write = (changes: object, search = ''): string =>
  writeShared(search, 'norms', { controls, draft: { ...defaults, ...changes }, defaults });

describe('a link', () => {
  test('carries what is not the default, and is read back', () => {
    const changes = { length: '200', lambda0: '0.5', inputs: 'own', log: true, seed: '7' };
    const search = write(changes);
    expect(search).toBe('?norms.length=200&norms.lambda0=0.5&norms.inputs=own&norms.log=true&norms.seed=7');
    expect(readShared(search, 'norms', controls)).toEqual({ values: changes, problems: [] });
    expect(write({})).toBe('');
  });

  test('leaves alone what others wrote, also those whose name begins alike', () => {
    const others = 'x=1&norms-2.seed=3&norms.view.step=4';
    expect(write({ seed: '5' }, `?${others}&norms.seed=9&norms.gone=1`)).toBe(`?${others}&norms.seed=5`);
    expect(write({}, `?${others}`)).toBe(`?${others}`);
    expect(readShared(`?${others}`, 'norms', controls)).toEqual({ values: {}, problems: [] });
  });

  test('does not carry a field that cannot be used', () => {
    expect(write({ length: 'ten', seed: '2' })).toBe('?norms.seed=2');
  });

  test.each([
    ['norms.length=abc'],
    ['norms.length=9'],
    ['norms.length=10.5'],
    ['norms.length=1e99'],
    ['norms.length='],
    ['norms.seed=-1'],
    ['norms.seed=Infinity'],
    ['norms.lambda0=NaN'],
    ['norms.inputs=constructor'],
    ['norms.log=yes'],
    [`norms.length=${'0'.repeat(80)}100`],
    ['norms.seed=%3Cscript%3Ealert(1)%3C/script%3E'],
  ])('with nonsense (%s) changes nothing and says so', (search) => {
    const { values, problems } = readShared(search, 'norms', controls);
    expect(values).toEqual({});
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('keeps its default');
    expect(problems[0]).not.toContain('script');
  });

  test('with fields that do not exist changes nothing and says so', () => {
    expect(readShared('norms.__proto__=1&norms.toString=2', 'norms', controls)).toEqual({
      values: {},
      problems: ['The link has 2 settings unknown here.'],
    });
  });

  test('that says a thing twice means the first', () => {
    expect(readShared('norms.seed=1&norms.seed=2', 'norms', controls).values).toEqual({ seed: '1' });
  });

  test('of any text gives values that the controls allow, and can be written again', () => {
    const name = fc.constantFrom('length', 'lambda0', 'inputs', 'log', 'seed', 'other');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string())), (pairs) => {
        const search = new URLSearchParams(pairs.map(([key, value]) => [`norms.${key}`, value])).toString();
        const { values } = readShared(search, 'norms', controls);
        expect(readShared(write(values), 'norms', controls).problems).toEqual([]);
      }),
    );
  });
});

test('CSV quotes what needs it and keeps numbers in full', () => {
  expect(
    csvOf({
      columns: ['a, b', 'say "c"'],
      rows: [
        [1.5e-7, 'plain'],
        ['two\nlines', -0.1],
      ],
    }),
  ).toBe('"a, b","say ""c"""\r\n1.5e-7,plain\r\n"two\nlines",-0.1\r\n');
});

describe('a citation', () => {
  const cited: Cited = {
    id: 'norms',
    title: 'Norms & 100 % of {S_t}',
    site: 'The site',
    url: 'https://example.org/a_b#c',
    date: '2026-11-21T08:00:00Z',
    origin: ['a GPU', 'commit 123abcd', 'seed 1'],
  };

  test('says where the figure came from', () => {
    expect(plainCitation(cited)).toBe(
      '“Norms & 100 % of {S_t}”. Figure in: The site, 2026-11-21. a GPU, commit 123abcd, seed 1. https://example.org/a_b#c',
    );
  });

  test('as BibTeX escapes what TeX would read', () => {
    const entry = bibtexCitation(cited);
    expect(entry).toContain('title = {{Norms \\& 100 \\% of \\{S\\_t\\}}}');
    expect(entry).toContain('url = {https://example.org/a_b#c}');
    expect(entry).toContain('note = {a GPU, commit 123abcd, seed 1}');
    expect(entry.match(/(?<!\\)\{/g)).toHaveLength(entry.match(/(?<!\\)\}/g)!.length);
  });
});
