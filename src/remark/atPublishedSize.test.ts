import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claims } from '../claims/registry.ts';
import type { ClaimAtSize, PartAtSize } from '../claims/atPublishedSize.ts';
import atPublishedSize from './atPublishedSize.ts';

/** A site in which these figures of parts are recorded, and what the build writes on a component there. */
function site(...recorded: string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'figures-'));
  copyFileSync('static/figures/at-published-size.json', join(directory, 'at-published-size.json'));
  const provenance = { date: '2027-01-02T03:04:05Z', processor: { model: 'a processor', cores: 2, seconds: 7200 } };
  for (const id of recorded) writeFileSync(join(directory, `${id}.json`), JSON.stringify({ id, provenance }));
  const ledger = join(directory, 'claims.json');
  writeFileSync(ledger, JSON.stringify(claims.map(({ id }) => ({ id, verdict: 'partly' }))));
  return (name: string, given: Readonly<Record<string, string>> = {}): unknown => {
    const attributes = Object.entries(given).map(([key, value]) => ({ type: 'mdxJsxAttribute', name: key, value }));
    const element = { type: 'mdxJsxFlowElement', name, attributes, position: { start: { line: 3 } } };
    atPublishedSize({ directory, ledger })({ type: 'root', children: [element] }, { path: 'docs/page.mdx' });
    return JSON.parse(attributes.at(-1)!.value);
  };
}

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
