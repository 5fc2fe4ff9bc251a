import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claims } from '../claims/registry.ts';
import type { ClaimAtSize, PartAtSize, RunsSoFar } from '../claims/atPublishedSize.ts';
import { forms } from '../experiments/published-size/entrants.ts';
import { model, recallOf } from '../experiments/published-size/sizes.ts';
import type { Candidate } from '../lib/training/recipe.ts';
import atPublishedSize from './atPublishedSize.ts';

/** A site in which these figures of parts are recorded, and what the build writes on a component there. */
function site(...recorded: string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'figures-'));
  copyFileSync('static/figures/at-published-size.json', join(directory, 'at-published-size.json'));
  const provenance = { date: '2027-01-02T03:04:05Z', processor: { model: 'a processor', cores: 2, seconds: 7200 } };
  for (const id of recorded) writeFileSync(join(directory, `${id}.json`), JSON.stringify({ id, provenance }));
  const ledger = join(directory, 'claims.json');
  writeFileSync(ledger, JSON.stringify(claims.map(({ id }) => ({ id, verdict: 'partly' }))));
  const built = (name: string, given: Readonly<Record<string, string>> = {}): unknown => {
    const attributes = Object.entries(given).map(([key, value]) => ({ type: 'mdxJsxAttribute', name: key, value }));
    const element = { type: 'mdxJsxFlowElement', name, attributes, position: { start: { line: 3 } } };
    atPublishedSize({ directory, ledger, recordings: directory })(
      { type: 'root', children: [element] },
      { path: 'docs/page.mdx' },
    );
    return JSON.parse(attributes.at(-1)!.value);
  };
  return Object.assign(built, { directory });
}

/** Puts runs beside them that have ended, as a recording keeps them: one that tries a rate, and one that counts. */
function withRuns({ directory }: { readonly directory: string }): void {
  const folder = join(directory, 'mqar-published');
  mkdirSync(folder);
  writeFileSync(join(directory, 'commits.json'), JSON.stringify({ 'mqar-published': 'abcdef0123' }));
  const recipe = { tasks: [recallOf(16)], model: { ...model, ...forms.vla.model }, batchSize: 64, steps: 3000 };
  const of = { recipe, mixer: 'vla', learningRate: 0.003 } as const;
  const stream = { split: 'validation', seed: 1001 } as const;
  const parts: Candidate[] = [
    { ...of, seed: 1, tests: [{ ...recallOf(16), sequences: 64, stream: { split: 'test', seed: 1 } }] },
    { ...of, seed: 1001, recipe: { ...recipe, until: 960 }, tests: [{ ...recallOf(16), sequences: 64, stream }] },
  ];
  const results = [
    { steps: 600, solved: true, losses: [], scores: [{ loss: 0, accuracy: 1, exactMatch: 1 }] },
    { steps: 960, losses: [], scores: [{ loss: 3, accuracy: 0.25, exactMatch: 0 }] },
  ];
  parts.forEach((part, i) => {
    writeFileSync(join(folder, `${i}.json`), JSON.stringify({ part, result: results[i], seconds: 1 }));
  });
  writeFileSync(join(folder, '2.run'), 'one that has not ended');
}

describe('the runs that have ended', () => {
  test('stand beside their part with what they came to, those that try a rate first', () => {
    const so = site();
    expect(so('RunsSoFar', { figure: 'mqar-published' })).toBeNull();
    withRuns(so);
    const { commit, runs } = so('RunsSoFar', { figure: 'mqar-published' }) as RunsSoFar;
    expect(commit).toBe('abcdef0123');
    const of = { label: 'VLA', pairs: 16, learningRate: 0.003 };
    expect(runs).toEqual([
      { ...of, counts: false, seed: 1001, steps: 960, most: 960, accuracy: 0.25 },
      { ...of, counts: true, seed: 1, steps: 600, most: 3000, accuracy: 1, solved: true },
    ]);
    const [first, second] = so('PublishedParts') as PartAtSize[];
    expect([first!.ended, second!.ended]).toEqual([2, undefined]);
  });

  test('stand there no longer once the part is recorded', () => {
    const so = site('mqar-published');
    withRuns(so);
    expect((so('PublishedParts') as PartAtSize[])[0]!.ended).toBeUndefined();
  });

  test('are refused without the commit of their code, and where no entrant has their model', () => {
    const so = site();
    withRuns(so);
    const file = join(so.directory, 'mqar-published/0.json');
    writeFileSync(file, JSON.stringify({ part: { recipe: { model: {} }, mixer: 'vla' }, result: { scores: [{}] } }));
    expect(() => so('RunsSoFar', { figure: 'mqar-published' })).toThrow('a model of vla that no entrant has');
    writeFileSync(join(so.directory, 'commits.json'), '{}');
    expect(() => so('RunsSoFar', { figure: 'mqar-published' })).toThrow('does not say with which code');
  });
});

describe('the parts', () => {
  test('are not run, with what they take, until they are recorded', () => {
    const before = site()('PublishedParts') as PartAtSize[];
    expect(before).toHaveLength(9);
    for (const { recorded, runs, steps, hours } of before) {
      expect(recorded).toBeUndefined();
      expect(Math.min(runs, steps, hours)).toBeGreaterThan(0);
    }
  });

  test('say when they were recorded and what it took', () => {
    const [first, second] = site('mqar-published')('PublishedParts') as PartAtSize[];
    expect(first!.recorded).toEqual({ date: '2027-01-02', hours: 2 });
    expect(second!.recorded).toBeUndefined();
  });
});

test('the rules are those of the ledger', () => {
  const rules = site()('PublishedRules') as ClaimAtSize[];
  const decided = claims.flatMap(({ id, atSize }) => (atSize ? [[id, atSize.rule]] : []));
  expect(rules.map(({ id, rule }) => [id, rule])).toEqual(decided);
  expect(decided.length).toBeGreaterThan(4);
});

test('a claim has the verdict of the ledger once all parts are recorded that it needs', () => {
  const decided = (...recorded: string[]) =>
    (site(...recorded)('PublishedRules') as ClaimAtSize[]).flatMap(({ id, verdict }) =>
      verdict ? [[id, verdict]] : [],
    );
  expect(decided()).toEqual([]);
  expect(decided('mqar-published')).toEqual([
    ['mqar-recall', 'partly'],
    ['mqar-capacity', 'partly'],
  ]);
  const [first] = site()('PublishedRules') as ClaimAtSize[];
  expect(first).toMatchObject({ id: 'mqar-recall', needs: ['Recall: 8, 16 and 24 pairs'] });
});

test('a page says of which claims the small setting decides, until it does for none', () => {
  const of = { claims: 'mqar-recall mqar-boundary' };
  const open = (...recorded: string[]) => site(...recorded)('SmallSetting', of) as { titles: string[]; hours: number };
  const titles = of.claims.split(' ').map((id) => claims.find((claim) => claim.id === id)!.title);
  expect(open().titles).toEqual(titles);
  expect(open('mqar-published').titles).toEqual(titles.slice(1));
  expect(open('mqar-published').hours).toBeLessThan(open().hours);
  expect(open('mqar-published', 'mqar-published-pairs')).toEqual({ titles: [], hours: 0 });
});

test('a claim that is not tested at the published size stops the build, with the place', () => {
  expect(() => site()('SmallSetting', { claims: 'jacobian-norm' })).toThrow(
    'docs/page.mdx:3 <SmallSetting>: no claim "jacobian-norm" has a test at the published size',
  );
});
